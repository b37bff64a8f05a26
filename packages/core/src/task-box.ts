import type { CompileContext, Extension, Token } from "mdast-util-from-markdown";

/** micromark reads a task's box right behind an empty list item, too, where no item is around it: there it is text. */
export const taskBoxes: Extension = {
  exit: { taskListCheckValueChecked: boxed(true), taskListCheckValueUnchecked: boxed(false) },
};

function boxed(checked: boolean) {
  return function (this: CompileContext, token: Token): undefined {
    const [item, paragraph] = this.stack.slice(-2);
    if (item?.type === "listItem") item.checked = checked;
    else if (paragraph?.type === "paragraph") {
      const position = { start: { ...token.start }, end: { ...token.end } };
      paragraph.children.push({ type: "text", value: `[${this.sliceSerialize(token)}]`, position });
    }
  };
}
