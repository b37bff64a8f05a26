#!/bin/sh
# Two tasks of one stage, by Gitee's task conditions: one runs on success with SUCC, one on failure with FAIL.
# Gitee hands over no names of stage and task, and not what started the run: write your own here, or leave them out.
npx -y dingpipe notify --status "${1:-FAIL}" --stage 构建 --task 镜像构建 --trigger 手动触发
