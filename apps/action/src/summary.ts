/** What the run's page shows of a message that was not delivered; the text is shown as it is, whatever it holds. */
export function summaryOf(title: string, text: string): string {
  const lines = text.split("\n").map((line) => `- ${asText(line)}`);
  return [`### ${title}`, "", ...lines].join("\n");
}

// As numbers: Markdown has no other escape that holds inside of links, tables and HTML alike.
function asText(line: string): string {
  return line.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
