import type { ErrorDetails, Issue } from "../error.ts";
import type { Advice, CodeProblem, ErrorTexts, Expectation, SyntaxProblem } from "./describe.ts";

type Words = Readonly<Record<string, string>>;
type CodeDetails = ErrorDetails["template_invalid" | "filter_invalid"];

const expectations: Words = {
  text: "a text that is not empty",
  quoted_text: "a text; put it in quotes",
  boolean: "true or false",
  count: "a whole number from 1 to 1000",
  list: "a list with something in it",
  one_or_two: "one reference, or two while you rotate",
  up_to_ten: "at most ten of them: a robot has no more keywords",
  up_to_fifty: "at most 50 people: DingTalk mentions no more in a message; all: true mentions everybody",
  mapping: "keys with values",
  reference: "a reference such as ${NAME}",
  duration: "a duration such as 62s or 10m",
  timezone: "an IANA time zone such as Asia/Shanghai",
  mobile: 'a mobile number such as "13900000000" or "+852-61234567", or a reference such as ${NAME}',
  host: "a host such as gitee.example.com, without https:// and path",
  origin: "an origin such as https://relay.example.com, without path, user or query",
  secure_origin: "https, an address of this machine, or insecureEndpoint: true beside it",
  name: "a name of letters, digits, spaces, dots, _ and -, at most 64",
  door_name: "a name of a-z, 0-9, dots, _ and -, at most 64: it stands in a URL",
  source_type: "a source's type such as github",
  robots: "at least one robot with a webhook",
  contact: "a mobile or a userId",
  known_by: "logins (user names, e-mails) or a name, by which this person is known",
  credential: "secret, token, password or bearer, or insecure: true for a door open to everybody",
  action_card: "actionCard, or no type: only cards have buttons",
  message_url: "a URL with http, https or dingtalk",
  instant: "a time with its zone, such as 2026-01-01T08:00:00+08:00",
  natural: "a whole number from 0 up",
  shorter_text: "a text of at most 100000 characters",
  shorter_list: "a list of at most 1000",
} satisfies Record<Expectation, string>;

const other: Advice = { problem: "This is not valid YAML or JSON.", cure: "Look at this line and the one above." };

const syntax: Readonly<Record<string, Advice>> = {
  tab: { problem: "A tab indents this line.", cure: "YAML takes spaces only." },
  flow_reference: {
    problem: "Inside { } and [ ] YAML reads ${…} as its own braces.",
    cure: 'Put it in quotes: "${NAME}".',
  },
  template_start: {
    problem: "A value that begins with {{ is a mapping to YAML.",
    cure: 'Put the whole value in quotes: "{{ … }}".',
  },
  indicator: {
    problem: "YAML gives * & ! | > @ ` % a meaning at the start of a value.",
    cure: "Put the value in quotes.",
  },
  colon: {
    problem: "This value holds a colon and a space, so YAML reads a second key.",
    cure: "Put the value in quotes.",
  },
  indent: { problem: "The indentation does not fit what stands above.", cure: "Align it with its neighbours." },
  missing_character: {
    problem: "Something is missing here.",
    cure: "Look for a colon, comma, quote or bracket, here or just above.",
  },
  escape: { problem: "This is no escape that YAML knows.", cure: 'Use single quotes, or write \\\\ inside "…".' },
  too_large: { problem: "The file is larger than 1 MiB.", cure: "Make it smaller." },
  too_deep: { problem: "The nesting is too deep.", cure: "A configuration needs no more than ten levels." },
  aliases: { problem: "The aliases (*name) expand to too much.", cure: "Write the values out." },
  merge: {
    problem: "Merging (<<) is not supported.",
    cure: "Write the keys out, or stand an alias (*name) for a whole value.",
  },
  not_a_mapping: { problem: "This is not a configuration.", cure: "It starts with keys such as robots: and rules:." },
  other,
} satisfies Record<SyntaxProblem, Advice>;

const codeProblems: Words = {
  variable_unfinished: "${ wants a name and }, as in ${NAME}; write $${ for the two characters themselves",
  nested_too_deeply: "nested too deeply",
  ends_here: "the expression ends here",
  unexpected: "unexpected",
  no_function: "no such function:",
  no_timezone: "no such time zone:",
  no_loop_option: "for has no option",
  not_assignable: "nothing can be assigned to",
  not_closed: "not closed:",
  operator_missing: "an operator or | is missing before",
  range: "a range goes between whole numbers up to 10000:",
  is_text: "It is a text: put what it is compared with in quotes.",
  is_number: "It is a number: write what it is compared with without quotes.",
  has_no_order: "It is a text and has no order among numbers: write int(…) around it.",
} satisfies Record<CodeProblem, string>;

// What zod calls the types of an event and of a message.
const kinds: Words = {
  undefined: "nothing",
  null: "nothing",
  array: "a list",
  empty_array: "an empty list",
  object: "a mapping",
  record: "a mapping",
  string: "a text",
  empty_string: "an empty text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

const things: Words = {
  key: "key",
  robot: "robot",
  rule: "rule",
  webhook: "webhook",
  access: "access entry",
  login: "login",
};

function word(words: Words, key = ""): string {
  return words[key] ?? key;
}

function listed(words = ""): string {
  return words.replaceAll(" | ", ", ");
}

function expectation(expected: string | undefined): string {
  return `Expected: ${listed(word({ ...kinds, ...expectations }, expected))}.`;
}

function meant({ nearest, known }: Issue["values"]): string {
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  return known === undefined ? "Remove it." : `Known: ${listed(known)}.`;
}

function mistakes(issues: readonly Issue[], what: string): Advice {
  return { problem: `${what} has ${issues.length === 1 ? "a mistake" : `${issues.length} mistakes`}:`, cure: "" };
}

// A template's and a condition's mistakes; `where` is empty in a file, whose own line and column are shown.
function code(values: Issue["values"], where: string): Advice {
  const { reason, name = "", nearest, problem, word: wrong, known } = values;
  const cure = nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
  switch (reason) {
    case "unknown_variable":
      return { problem: `${where}"${name}" is not known.`, cure: cure ?? "docs/variables.md lists what there is." };
    case "unknown_word": {
      const group =
        wrong === "failed" && nearest !== undefined ? " on: [failed] means error and timed_out as well." : "";
      return {
        problem: `${where}"${name}" is never "${wrong}".`,
        cure: `${cure ?? `Known: ${listed(known)}.`}${group}`,
      };
    }
    case "wrong_type":
      return { problem: `${where}"${name}" can't be compared like that.`, cure: word(codeProblems, problem) };
    case "unknown_filter":
      return { problem: `${where}The filter "${name}" is not known.`, cure: cure ?? "Remove it." };
    case "tag_not_allowed":
      return {
        problem: `${where}The tag "${name}" is not allowed.`,
        cure: cure ?? "Use if, for, assign and the like.",
      };
    case "too_long":
      return { problem: `${where}It is too long.`, cure: "Make it shorter." };
    case "glob":
      return {
        problem: `${where}This pattern can't be read.`,
        cure: "* stops at /, ** does not, a ! in front excludes.",
      };
    case "never_a_ref":
      return {
        problem: `${where}No branch has such a name.`,
        cure: "Write one pattern an entry, without refs/heads/; only *, ** and ? stand for anything else.",
      };
    default:
      return {
        problem: `${where}It can't be read${problem === undefined ? "" : `: ${word(codeProblems, problem)}${wrong === undefined ? "" : ` "${wrong}"`}`}.`,
        cure: cure ?? "Check the syntax there.",
      };
  }
}

function codeWithPlace(what: string, { line, column, ...details }: CodeDetails): Advice {
  return code(details, `${what}, line ${line}, column ${column}: `);
}

const robotUrl: Readonly<Record<ErrorDetails["robot_url_invalid"]["reason"], Advice>> = {
  empty: { problem: "The robot's webhook is empty.", cure: "Copy the address from the robot's settings in DingTalk." },
  not_a_url: {
    problem: "The robot's webhook is neither an address nor a token.",
    cure: "Copy it whole: https://oapi.dingtalk.com/robot/send?access_token=…",
  },
  not_https: {
    problem: "The robot's webhook does not begin with https.",
    cure: "Use the https address from the group's settings; a mock or a relay is named by endpoint (DINGTALK_ENDPOINT), beside it.",
  },
  host_not_allowed: {
    problem: "The robot's webhook is not on oapi.dingtalk.com or oapi.dingtalk.io.",
    cure: "Copy it from DingTalk; for a relay or a mock set endpoint.",
  },
  path_not_allowed: {
    problem: "The robot's webhook has another path than /robot/send.",
    cure: "Copy a custom robot's address from DingTalk.",
  },
  token_missing: {
    problem: "The robot's webhook has no access_token.",
    cure: "Copy the whole address, with what follows the question mark.",
  },
  endpoint_invalid: {
    problem: "The endpoint is not an origin.",
    cure: "Write https://host or https://host:port and nothing after it.",
  },
};

export const errorsEn: ErrorTexts = {
  gap: " ",
  errors: {
    robot_url_invalid: ({ reason }) => robotUrl[reason],
    secret_invalid: () => ({
      problem: "The robot's secret is empty.",
      cure: "Copy it (SEC…) from the robot's settings, or remove it where signing is off.",
    }),
    reference_unresolved: ({ name, path }) => ({
      problem: `${path}: ${name} is not set.`,
      cure: `Set ${name} in the environment, as a secret.`,
    }),
    config_invalid: ({ issues }) => mistakes(issues, "The configuration"),
    event_invalid: ({ issues }) => mistakes(issues, "The event"),
    message_invalid: ({ issues }) => mistakes(issues, "The message"),
    message_oversized: ({ bytes, limit }) => ({
      problem: `The message has ${bytes} bytes; DingTalk takes ${limit}.`,
      cure: "Shorten it, or send a link to the whole.",
    }),
    mention_not_supported: ({ msgtype }) => ({
      problem: `A ${msgtype} message can't mention anybody.`,
      cure: "Use text, markdown or actionCard.",
    }),
    mention_too_many: ({ count, limit }) => ({
      problem: `${count} people are mentioned; ${limit} is the most.`,
      cure: "Mention fewer, or all.",
    }),
    template_invalid: (details) => codeWithPlace("The template", details),
    template_failed: ({ reason, problem }) => ({
      problem:
        reason === "too_many_steps"
          ? "The template takes too many steps."
          : reason === "too_long"
            ? "The template makes too long a text."
            : `The template failed${problem === undefined ? "." : `: ${problem}`}`,
      cure: reason === "failed" ? "" : "Limit its loops: {% for t in event.failedTasks limit: 5 %}.",
    }),
    filter_invalid: (details) => codeWithPlace("The condition", details),
    filter_failed: ({ rule, problem }) => ({
      problem: `The condition "when" of rule "${rule}" failed: ${problem}`,
      cure: "Test with has(event.…) before you use a field.",
    }),
  },
  issues: {
    unknown_key: (values) => ({ problem: `"${values["key"]}" is not a key here.`, cure: meant(values) }),
    wrong_value: ({ expected, actual, nearest }) => ({
      problem: `Wrong value: ${word(kinds, actual)}.`,
      cure: nearest === undefined ? expectation(expected) : `Did you mean "${nearest}"?`,
    }),
    missing: ({ expected }) => ({ problem: "A value is missing.", cure: expectation(expected) }),
    literal_secret: ({ example }) => ({
      problem: "Secrets don't stand in the file.",
      cure: `Put the value into an environment variable and write its name: ${example}.`,
    }),
    syntax: ({ problem = "" }) => syntax[problem] ?? other,
    several_documents: () => ({
      problem: "A second YAML document begins here.",
      cure: "Keep one, without a --- in between.",
    }),
    unknown_name: (values) => ({
      problem: `There is no ${word(things, values["what"])} "${values["name"]}".`,
      cure: meant(values),
    }),
    duplicate: ({ what, name, other }) => ({
      problem: `The ${word(things, what)} ${name} is there twice.`,
      cure: other === undefined ? "Remove one." : `The other is ${other}: remove or rename one.`,
    }),
    template: (values) => code(values, ""),
    filter: (values) => code(values, ""),
    robot_needed: ({ known }) => ({
      problem: "There are several robots.",
      cure: `Say which with robots: [ … ]. Known: ${listed(known)}.`,
    }),
    never_fits: ({ word, kinds }) =>
      kinds === undefined
        ? {
            problem: `Nobody would ever be mentioned: the rule's on never tells of ${listed(word)}.`,
            cure: "Add it to the rule's on, or change it here.",
          }
        : {
            problem: `"${word}" never happens to the kinds of this rule.`,
            cure: `It belongs to ${listed(kinds)}: add that to kinds, or remove it.`,
          },
  },
};
