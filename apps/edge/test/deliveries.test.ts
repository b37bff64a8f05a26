// What GitHub and Gitee send, over HTTP into a gateway that listens, to the group and the account. The samples are ours, written by their
// documentation; recorded-deliveries.test.ts replays what they really sent.
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { allDelivered, doorSecrets, openDoors } from "./doors.ts";
import { groupText } from "./group-text.ts";
import { giteeWebhook, githubWebhook, post } from "./webhook-sender.ts";

describe("GitHub's deliveries", () => {
  it("reach the group once each, as JSON and as a form, and what nobody needs to know of does not", async () => {
    const { gateway, mock, deliver } = await openDoors();
    const send = (name: string, isForm = false) => {
      const headers = { ...(sample(`github/${name}.headers`) as object), "x-github-delivery": `delivery-${name}` };
      const webhook = { body: JSON.stringify(sample(`github/${name}`)), headers };
      return deliver("github", githubWebhook(webhook, { secret: doorSecrets.GITHUB_SECRET, isForm }));
    };
    expect(await send("ping.connected")).toEqual({ status: 200, said: "ping" });
    expect(await send("push.branch", true)).toEqual({ status: 202, said: "accepted" });
    expect(await send("workflow_job.failure")).toEqual({ status: 202, said: "accepted" });
    expect(await send("workflow_run.failure")).toEqual({ status: 202, said: "accepted" });
    // The first attempt, which ended before the one that failed: it has fixed nothing.
    expect(await send("workflow_run.success")).toEqual({ status: 202, said: "accepted" });
    expect(await send("workflow_run.success")).toEqual({ status: 200, said: "duplicate" });
    expect(await send("pull_request.opened")).toEqual({ status: 202, said: "accepted" });
    expect(await send("pull_request.labeled")).toEqual({ status: 200, said: "action" });
    expect(await send("release.published")).toEqual({ status: 202, said: "accepted" });
    expect(await send("deployment_status.failure")).toEqual({ status: 202, said: "accepted" });

    expect(mock.messages().map(groupText).join("\n\n———\n\n")).toMatchInlineSnapshot(`
      "📝 推送了代码 · acme/shop · main

      #### 📝 推送了代码

      【仓库】[acme/shop](https://github.com/acme/shop)
      【分支】main
      【触发人】zhangsan
      【提交】
      • [7c1d0e2](https://github.com/acme/shop/commit/7c1d0e2f3a4b5c6d7e8f90112233445566778899) feat: 购物车支持优惠券
      • [4f2d8c1](https://github.com/acme/shop/commit/4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31) fix: 修复购物车结算金额
      【查看详情】[点击查看](https://github.com/acme/shop/compare/1111111...4f2d8c1)

      ———

      ❌ 失败 · Release · main

      #### ❌ 流水线执行失败（首次失败）

      【流水线名称】[Release #128](https://github.com/acme/shop/actions/workflows/release.yml)
      【触发人】lisi
      【触发类型】代码推送
      【分支】main
      【提交】[4f2d8c1](https://github.com/acme/shop/commit/4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31) fix: 修复购物车结算金额
      【提交人】张三
      【耗时】3分21秒
      【失败任务】[unit (node 24)](https://github.com/acme/shop/actions/runs/9100123456/job/31001)
      【查看详情】[点击查看](https://github.com/acme/shop/actions/runs/9100123456)

      ———

      ✅ 成功 · Release · main

      #### ✅ 流水线执行成功

      【流水线名称】[Release #128](https://github.com/acme/shop/actions/workflows/release.yml)
      【触发人】lisi
      【触发类型】代码推送
      【分支】main
      【提交】[4f2d8c1](https://github.com/acme/shop/commit/4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31) fix: 修复购物车结算金额
      【提交人】张三
      【耗时】3分15秒
      【查看详情】[点击查看](https://github.com/acme/shop/actions/runs/9100123456)

      ———

      📝 新建了合并请求 · 支付重构 · #42

      #### 📝 新建了合并请求

      【仓库】[acme/shop](https://github.com/acme/shop)
      【合并请求】[\\#42 支付重构](https://github.com/acme/shop/pull/42) (feature/pay → main)
      【触发人】lisi
      【查看详情】[点击查看](https://github.com/acme/shop/pull/42)

      ———

      🎉 发布了版本 · 1.4.0 双十二版本

      #### 🎉 发布了版本

      【仓库】[acme/shop](https://github.com/acme/shop)
      【版本】[1.4.0 双十二版本](https://github.com/acme/shop/releases/tag/v1.4.0)
      【触发人】lisi
      【查看详情】[点击查看](https://github.com/acme/shop/releases/tag/v1.4.0)

      ———

      ❌ 失败 · shop · production

      #### ❌ 部署失败（首次失败）

      【服务】[shop](https://github.com/acme/shop)
      【环境】[production](https://shop.example.com/)
      【触发人】lisi
      【提交】4f2d8c1
      【原因】健康检查超时
      【查看详情】[点击查看](https://github.com/acme/shop/actions/runs/9100123456/job/31002)"
    `);
    expect(await gateway.accounts()).toEqual(allDelivered(6));
    expect((await gateway.deliveries()).map(({ status, origin }) => [status, origin])).toMatchObject(
      ["push.branch", "workflow_run.failure", "workflow_run.success", "pull_request.opened", "release.published"]
        .concat("deployment_status.failure")
        .map((name) => ["delivered", { door: "github", deliveryId: `delivery-${name}` }]),
    );
  });
});

describe("Gitee's deliveries", () => {
  it("reach the group once each, and what nobody needs to know of does not", async () => {
    const { gateway, mock, clock, deliver } = await openDoors();
    const send = (name: string) => {
      const headers = sample(`gitee/${name}.headers`) as Readonly<Record<string, string>>;
      const webhook = { body: JSON.stringify(sample(`gitee/${name}`)), headers };
      return deliver("gitee", giteeWebhook(webhook, { secret: doorSecrets.GITEE_SECRET, now: clock.now() }));
    };
    expect(await send("push_hook.branch")).toEqual({ status: 202, said: "accepted" });
    expect(await send("push_hook.branch")).toEqual({ status: 200, said: "duplicate" });
    expect(await send("tag_push_hook.created")).toEqual({ status: 202, said: "accepted" });
    expect(await send("merge_request_hook.opened")).toEqual({ status: 202, said: "accepted" });
    expect(await send("merge_request_hook.labeled")).toEqual({ status: 200, said: "action" });
    expect(await send("note_hook.comment")).toEqual({ status: 200, said: "event" });
    expect(await send("merge_request_hook.merged")).toEqual({ status: 202, said: "accepted" });

    expect(mock.messages().map(groupText).join("\n\n———\n\n")).toMatchInlineSnapshot(`
      "📝 推送了代码 · acme/shop · main

      #### 📝 推送了代码

      【仓库】[acme/shop](https://gitee.com/acme/shop)
      【分支】main
      【触发人】张三
      【提交】
      • [7c1d0e2](https://gitee.com/acme/shop/commit/7c1d0e2f3a4b5c6d7e8f90112233445566778899) feat: 购物车支持优惠券
      • [4f2d8c1](https://gitee.com/acme/shop/commit/4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31) fix: 修复购物车结算金额
      【查看详情】[点击查看](https://gitee.com/acme/shop/compare/1111111...4f2d8c1)

      ———

      📝 推送了代码 · acme/shop · v1.4.0

      #### 📝 推送了代码

      【仓库】[acme/shop](https://gitee.com/acme/shop)
      【标签】v1.4.0
      【触发人】张三
      【提交】[4f2d8c1](https://gitee.com/acme/shop/commit/4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31) fix: 修复购物车结算金额
      【查看详情】[点击查看](https://gitee.com/acme/shop/compare/1111111...4f2d8c1)

      ———

      📝 新建了合并请求 · 支付重构 · #42

      #### 📝 新建了合并请求

      【仓库】[acme/shop](https://gitee.com/acme/shop)
      【合并请求】[\\#42 支付重构](https://gitee.com/acme/shop/pulls/42) (feature/pay → main)
      【触发人】李四
      【查看详情】[点击查看](https://gitee.com/acme/shop/pulls/42)

      ———

      🎉 合入了合并请求 · 支付重构 · #42

      #### 🎉 合入了合并请求

      【仓库】[acme/shop](https://gitee.com/acme/shop)
      【合并请求】[\\#42 支付重构](https://gitee.com/acme/shop/pulls/42) (feature/pay → main)
      【触发人】李四
      【查看详情】[点击查看](https://gitee.com/acme/shop/pulls/42)"
    `);
    expect(await gateway.accounts()).toEqual(allDelivered(4));
    expect((await gateway.deliveries()).map(({ status, origin }) => [status, origin])).toMatchObject(
      Array.from({ length: 4 }, () => ["delivered", { door: "gitee" }]),
    );
  });
});

describe("a delivery that somebody else signed", () => {
  it("is refused, and the group hears nothing", async () => {
    const { gateway, mock } = await openDoors();
    const body = JSON.stringify(sample("github/push.branch"));
    const headers = sample("github/push.branch.headers") as Readonly<Record<string, string>>;
    const forged = githubWebhook({ body, headers }, { secret: "guessed" });
    expect(await post(`${gateway.url}/hooks/github`, forged)).toMatchObject({ status: 401 });
    expect([mock.messages(), await gateway.accounts()]).toEqual([[], allDelivered(0)]);
  });
});
