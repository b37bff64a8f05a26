import type { CompileContext, Extension, Token } from "mdast-util-from-markdown";

/** micromark reads a task's box right behind an empty list item, too, where no item is around it: there it is text. */
export const taskBoxes: Extension = {
  exit: { taskListCheckValueChecked: exitBox, taskListCheckValueUnchecked: exitBox },
};

function exitBox(this: CompileContext, { start, end }: Token): undefined {
  const mark = this.sliceSerialize({ start, end });
  const [item, paragraph] = this.stack.slice(-2);
  if (item?.type === "listItem") item.checked = mark.trim() !== "";
  else if (paragraph?.type === "paragraph")
    paragraph.children.push({ type: "text", value: `[${mark}]`, position: { start, end } });
}
