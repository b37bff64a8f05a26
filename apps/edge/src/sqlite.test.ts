import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSqlite, type SqliteFile } from "./sqlite.ts";

let folder: string;
let file: SqliteFile;
let lost: unknown[];

const open = () =>
  openSqlite(join(folder, "x.sqlite"), (error) => {
    lost.push(error);
  });
const names = () => file.sql.all(`SELECT name FROM things ORDER BY name`).map(({ name }) => name);
const add = (name: string) => file.sql.transaction(() => file.sql.all(`INSERT INTO things VALUES (?, NULL)`, name));
/** SQLite finds out at the commit. */
const addOrphan = () =>
  file.sql.transaction(() => file.sql.all(`INSERT INTO things VALUES ('orphan', 'nobody has this name')`));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dingpipe-sqlite-"));
  lost = [];
  file = open();
  file.sql.all(
    `CREATE TABLE things (name TEXT PRIMARY KEY, of TEXT REFERENCES things (name) DEFERRABLE INITIALLY DEFERRED)`,
  );
  await file.durable();
});

afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true });
});

describe("what transactions wrote", () => {
  it("is seen at once, and is there after the file was opened anew", async () => {
    add("a");
    expect(names()).toEqual(["a"]);
    await file.durable();
    add("b");
    file.close();
    file = open();
    expect(names()).toEqual(["a", "b"]);
  });

  it("is undone by a transaction that throws, the others' of the same turn is not", async () => {
    add("a");
    expect(() =>
      file.sql.transaction(() => {
        add("b");
        throw new RangeError("no");
      }),
    ).toThrow("no");
    add("c");
    await file.durable();
    expect(names()).toEqual(["a", "c"]);
  });

  it("is gone where the commit fails, whoever waits is told, and the next commit works", async () => {
    add("a");
    addOrphan();
    const [first, second] = await Promise.allSettled([file.durable(), file.durable()]);
    expect([first.status, second.status]).toEqual(["rejected", "rejected"]);
    expect(lost).toEqual([expect.objectContaining({ message: expect.stringContaining("FOREIGN KEY") })]);
    expect(names()).toEqual([]);
    add("b");
    await file.durable();
    expect(names()).toEqual(["b"]);
    expect(lost).toHaveLength(1);
  });

  it("is gone where SQLite undoes all of the turn, as on a full disk, and whoever asks then is told", async () => {
    add("a");
    expect(() =>
      file.sql.transaction(() => {
        file.sql.all("ROLLBACK");
        throw new RangeError("the disk is full");
      }),
    ).toThrow("the disk is full");
    add("b");
    await expect(file.durable()).rejects.toThrow("the disk is full");
    await new Promise((resolve) => void setImmediate(resolve));
    await file.durable();
    expect(names()).toEqual(["b"]);
  });

  it("waits for those who are about to write, and no longer than 10 ms", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      add("a");
      const first = file.durable({ canWait: true });
      await new Promise((resolve) => void setImmediate(resolve));
      addOrphan();
      const both = await Promise.allSettled([first, file.durable()]);
      expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      add("b");
      const alone = file.durable({ canWait: true });
      vi.advanceTimersByTime(10);
      await alone;
      expect(names()).toEqual(["b"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is written down though nobody asks", async () => {
    addOrphan();
    await expect.poll(() => lost.length).toBe(1);
  });
});
