import { describe, expect, it } from "vitest";
import { triggerOf } from "./trigger.ts";

describe("triggerOf", () => {
  it.for([
    ["push", "push"],
    ["commit.add", "push"],
    ["tag_push", "tag"],
    ["tag_deploy.production", "deployment"],
    ["pull_request.update", "change"],
    ["pull_request.comment", "comment"],
    ["merge_request.target", "change"],
    ["MERGE_REQUEST_ACCEPT", "change"],
    ["mergeable", "change"],
    ["pull_request_target", "change"],
    ["pull_request_closed", "change"],
    ["pull_request_metadata", "change"],
    ["merge_request_event", "change"],
    ["merge_group", "change"],
    ["push_hook", "push"],
    ["crontab: 0 9 * * *", "schedule"],
    ["TIME_TRIGGER", "schedule"],
    ["api_trigger_nightly", "api"],
    ["web_trigger_release", "manual"],
    ["页面手动触发", "manual"],
    ["NOTE", "comment"],
    ["branch.delete", "unknown"],
    ["pushing", "unknown"],
    ["issue.open", "unknown"],
    ["constructor.name", "unknown"],
    ["", "unknown"],
  ] as const)("takes %s for %s, and keeps the word", ([raw, type]) => {
    expect(triggerOf(raw)).toEqual({ type, raw });
  });

  it("says nothing of what is not told", () => expect(triggerOf(undefined)).toBeUndefined());
});
