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
    ["WEB_HOOK", "push"],
    ["代码变更", "push"],
    ["Code changes", "push"],
    ["手动", "manual"],
    ["定时", "schedule"],
    ["timing", "schedule"],
    ["流水线", "upstream"],
    ["远程触发", "api"],
    ["remote triggering", "api"],
    ["Openapi启动", "api"],
    ["Openapi start", "api"],
    ["第三方启动", "api"],
    ["Third-party start", "api"],
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
