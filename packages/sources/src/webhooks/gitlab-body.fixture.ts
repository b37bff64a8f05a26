// Changes to the bodies of GitLab's samples.

type Fields = Record<string, unknown>;

/** The body of a sample, as far as a test changes it. */
export interface Body extends Fields {
  object_attributes: Fields;
  builds: Fields[];
  project: Fields;
}

export const withAttributes = (changes: Fields) => (body: Body) => ({
  ...body,
  object_attributes: { ...body.object_attributes, ...changes },
});
export const withFields = (changes: Fields) => (body: Body) => ({ ...body, ...changes });
export const without = (name: string) => (body: Body) =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
export const page = "https://gitlab.example.com/acme/shop";
