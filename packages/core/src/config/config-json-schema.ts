import * as z from "zod/mini";
import { configNotes } from "../locales/config-notes.ts";
import { createConfigSchema } from "./config-schema.ts";

type Node = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema of `dingpipe.yaml`, for editors.
 *
 * @param sourceTypes - The types that a door may have; absent: any lower-case name.
 */
export function configJsonSchema(sourceTypes?: readonly string[]): object {
  const schema = z.toJSONSchema(createConfigSchema(sourceTypes), { target: "draft-07", io: "input", override });
  annotate(schema, "");
  const properties = { $schema: { type: "string", description: "Where this schema is" }, ...schema.properties };
  return { title: "dingpipe.yaml", description: "The configuration of dingpipe", ...schema, properties };
}

// `readOnly` speaks of the parsed value, and an empty default says nothing to a reader.
function override({ jsonSchema }: { readonly jsonSchema: Node }): void {
  delete jsonSchema.readOnly;
  if (["{}", "[]", '""'].includes(JSON.stringify(jsonSchema.default))) delete jsonSchema.default;
}

function annotate(schema: Node, path: string): void {
  const note = Object.hasOwn(configNotes, path) ? configNotes[path] : undefined;
  if (note !== undefined) Object.assign(schema, typeof note === "string" ? { description: note } : note);
  for (const [key, child] of Object.entries(schema.properties ?? {}))
    annotateChild(child, path === "" ? key : `${path}.${key}`);
  annotateChild(schema.additionalProperties, `${path}.*`);
  for (const variant of schema.anyOf ?? []) annotateVariant(variant, path);
  annotateChild(schema.items, `${path}[]`);
}

// A list that also takes one alone is two variants of the same place: the note stands on the place.
function annotateVariant(variant: unknown, path: string): void {
  if (isNode(variant)) annotateChild(variant.items, `${path}[]`);
}

function annotateChild(child: unknown, path: string): void {
  if (isNode(child)) annotate(child, path);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
