/** What changed since the last finished run of the same thing. */
export type Transition = "broken" | "still_failing" | "fixed" | "still_passing";
