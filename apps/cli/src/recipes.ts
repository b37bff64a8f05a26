// Made from examples/ by tools/write-recipes.ts.
import type { WordsLocale } from "./locale.ts";

/** What `dingpipe init` writes for a CI. */
export interface Recipe {
  readonly title: Readonly<Record<WordsLocale, string>>;
  /** Where that CI keeps secrets. */
  readonly secrets: Readonly<Record<WordsLocale, string>>;
  /** By their path in the repository. */
  readonly files: Readonly<Record<string, string>>;
}

export const recipes: Readonly<Record<string, Recipe>> = {
  "gitee-go": {
    title: {
      "zh-CN": "Gitee Go",
      en: "Gitee Go",
    },
    secrets: {
      "zh-CN": "流水线的加密变量",
      en: "secret variables of the pipeline",
    },
    files: {
      ".workflow/pipeline.yml":
        '# .workflow/pipeline.yml of a repository on gitee.com. DINGTALK_WEBHOOK and DINGTALK_SECRET are secret variables of the pipeline.\nversion: "1.0"\nname: full-test\ndisplayName: 全流程测试\ntriggers:\n  push:\n    branches:\n      include: [master]\nstages:\n  - name: test\n    displayName: 测试\n    strategy: naturally\n    trigger: auto\n    steps:\n      - step: build@nodejs\n        name: unit\n        displayName: 单元测试\n        nodeVersion: 20.18.1\n        commands:\n          - npx -y dingpipe exec --stage 测试 --task 单元测试 --tail 20 -- sh -c "npm ci && npm test"\n',
    },
  },
  "gitee-enterprise": {
    title: {
      "zh-CN": "Gitee 企业版流水线",
      en: "Gitee Enterprise",
    },
    secrets: {
      "zh-CN": "流水线的加密变量，或网关",
      en: "secret variables of the pipeline, or the gateway",
    },
    files: {
      "notify.sh":
        '#!/bin/sh\n# Two tasks of one stage, by Gitee\'s task conditions: one runs on success with SUCC, one on failure with FAIL.\n# Gitee hands over no names of stage and task, and not what started the run: write your own here, or leave them out.\nnpx -y dingpipe notify --status "${1:-FAIL}" --stage 构建 --task 镜像构建 --trigger 手动触发\n',
    },
  },
  "github-actions": {
    title: {
      "zh-CN": "GitHub Actions",
      en: "GitHub Actions",
    },
    secrets: {
      "zh-CN": "仓库的 secret",
      en: "secrets of the repository",
    },
    files: {
      ".github/workflows/ci.yml":
        "# .github/workflows/ci.yml. DINGTALK_WEBHOOK and DINGTALK_SECRET are secrets of the repository.\nname: CI\non:\n  push:\n    branches: [main]\n  pull_request:\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm ci && npm test\n  notify:\n    needs: [test]\n    if: always()\n    runs-on: ubuntu-latest\n    permissions:\n      contents: read\n      # For what changed since the last run.\n      actions: read\n    steps:\n      # For dingpipe.yaml, where the repository has one.\n      - uses: actions/checkout@v5\n      - uses: dingpipe/dingpipe/apps/action@v0\n        with:\n          webhook: ${{ secrets.DINGTALK_WEBHOOK }}\n          secret: ${{ secrets.DINGTALK_SECRET }}\n          needs: ${{ toJSON(needs) }}\n",
    },
  },
  "gitea-actions": {
    title: {
      "zh-CN": "Gitea、Forgejo Actions",
      en: "Gitea, Forgejo Actions",
    },
    secrets: {
      "zh-CN": "仓库的 secret",
      en: "secrets of the repository",
    },
    files: {
      ".gitea/workflows/build.yaml":
        "# .gitea/workflows/build.yaml, or .forgejo/workflows/build.yaml. DINGTALK_WEBHOOK and DINGTALK_SECRET are secrets of the repository.\nname: build\non:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-node@v4\n        with:\n          node-version: 24\n      - run: npm ci\n      - run: npm test\n      # The last step. The status is an expression alone; as a variable it never becomes a part of the script.\n      - if: always()\n        run: npx -y dingpipe notify\n        env:\n          DINGPIPE_STATUS: ${{ job.status }}\n          DINGTALK_WEBHOOK: ${{ secrets.DINGTALK_WEBHOOK }}\n          DINGTALK_SECRET: ${{ secrets.DINGTALK_SECRET }}\n",
    },
  },
  "gitlab-ci": {
    title: {
      "zh-CN": "GitLab CI",
      en: "GitLab CI",
    },
    secrets: {
      "zh-CN": "CI/CD 变量（masked）",
      en: "CI/CD variables, masked",
    },
    files: {
      ".gitlab-ci.yml":
        '# .gitlab-ci.yml: one message for each job. DINGTALK_WEBHOOK and DINGTALK_SECRET are masked CI/CD variables of the project.\ndefault:\n  image: node:24\n  # The only place where a job knows how it ended (CI_JOB_STATUS); since GitLab 17 it runs after a cancel, too. It runs in the job\'s own\n  # image: a job whose image has no Node is not told, and does not fail for it.\n  after_script:\n    - npx -y dingpipe notify --state-file .dingpipe/state.json\n  # How the last run ended, for "broken" and "fixed". GitLab saves it after after_script, of a job that failed, too. Each job and branch has\n  # its own. A job that has a cache of its own lists both: its cache takes the place of this one.\n  cache:\n    key: dingpipe-$CI_JOB_NAME_SLUG-$CI_COMMIT_REF_SLUG\n    paths: [.dingpipe/]\n    when: always\n\nunit-test:\n  stage: test\n  script:\n    - npm ci\n    - npm test\n',
    },
  },
  jenkins: {
    title: {
      "zh-CN": "Jenkins",
      en: "Jenkins",
    },
    secrets: {
      "zh-CN": "凭据 dingtalk-webhook、dingtalk-secret（Secret text）",
      en: "credentials dingtalk-webhook and dingtalk-secret (Secret text)",
    },
    files: {
      Jenkinsfile:
        "// Jenkinsfile. dingtalk-webhook and dingtalk-secret are credentials of the kind \"Secret text\"; \"node-24\" is an installation of the NodeJS plugin.\npipeline {\n  agent any\n  tools { nodejs 'node-24' }\n  stages {\n    stage('测试') {\n      steps {\n        sh 'npm ci'\n        sh 'npm test'\n      }\n    }\n  }\n  post {\n    always {\n      withCredentials([\n        string(credentialsId: 'dingtalk-webhook', variable: 'DINGTALK_WEBHOOK'),\n        string(credentialsId: 'dingtalk-secret', variable: 'DINGTALK_SECRET')\n      ]) {\n        // The status is in no variable until it is put there, nor is that of the run before, for \"broken\" and \"fixed\". Single quotes: Groovy\n        // puts nothing into the script.\n        withEnv([\n          \"DINGPIPE_STATUS=${currentBuild.currentResult}\",\n          \"DINGPIPE_PREVIOUS_STATUS=${currentBuild.previousBuild?.result ?: ''}\"\n        ]) {\n          sh 'npx -y dingpipe notify'\n        }\n      }\n    }\n  }\n}\n",
    },
  },
  "aliyun-flow": {
    title: {
      "zh-CN": "阿里云云效 Flow",
      en: "Aliyun Flow",
    },
    secrets: {
      "zh-CN": "流水线的私密变量，或网关",
      en: "private variables of the pipeline, or the gateway",
    },
    files: {
      "aliyun-flow.yml":
        '# The YAML of a pipeline. DINGTALK_WEBHOOK and DINGTALK_SECRET are private variables of the pipeline (变量, 私密模式). Words in capitals are yours.\nname: 商店发布\nsources:\n  shop:\n    type: codeup\n    name: shop\n    endpoint: https://codeup.aliyun.com/ORGANIZATION/shop.git\n    branch: main\n    triggerEvents: push\n    certificate:\n      type: serviceConnection\n      serviceConnection: SERVICE-CONNECTION-ID\nstages:\n  test:\n    name: 测试\n    jobs:\n      unit:\n        name: 单元测试\n        runsOn:\n          group: public/cn-beijing\n          container: build-steps-public-registry.cn-beijing.cr.aliyuncs.com/build-steps/alinux3:latest\n        steps:\n          node:\n            name: 安装 Node\n            step: SetupNode\n            with:\n              nodeVersion: "22"\n          test:\n            name: 执行测试\n            step: Command\n            with:\n              # Flow tells a task nothing of its status: dingpipe runs the commands, and knows how they ended.\n              run: npx -y dingpipe exec --stage 测试 --task 单元测试 --tail 20 -- sh -c "npm ci && npm test"\n',
    },
  },
  coding: {
    title: {
      "zh-CN": "CODING",
      en: "CODING",
    },
    secrets: {
      "zh-CN": "构建计划的保密环境变量",
      en: "secret variables of the build plan",
    },
    files: {
      Jenkinsfile:
        "// Jenkinsfile of a build plan. DINGTALK_WEBHOOK and DINGTALK_SECRET are secret variables of the plan (环境变量, 保密).\npipeline {\n  agent {\n    docker { image 'node:24' }\n  }\n  stages {\n    stage('检出') {\n      steps {\n        checkout([\n          $class: 'GitSCM',\n          branches: [[name: GIT_BUILD_REF]],\n          userRemoteConfigs: [[url: GIT_REPO_URL, credentialsId: CREDENTIALS_ID]]\n        ])\n      }\n    }\n    stage('测试') {\n      steps {\n        sh 'npm ci'\n        sh 'npm test'\n      }\n    }\n  }\n  post {\n    always {\n      // The status is in no variable until it is put there. Single quotes: Groovy puts nothing into the script.\n      withEnv([\"DINGPIPE_STATUS=${currentBuild.currentResult}\"]) {\n        sh 'npx -y dingpipe notify'\n      }\n    }\n  }\n}\n",
    },
  },
  cnb: {
    title: {
      "zh-CN": "CNB 云原生构建",
      en: "CNB",
    },
    secrets: {
      "zh-CN": "密钥仓库",
      en: "a secret repository",
    },
    files: {
      ".cnb.yml":
        '# .cnb.yml. DINGTALK_WEBHOOK and DINGTALK_SECRET lie in a file of a secret repository (密钥仓库), which "imports" names.\nmain:\n  push:\n    - name: 商店发布\n      docker:\n        image: node:24\n      imports: https://cnb.cool/acme/secrets/-/blob/main/dingtalk.yml\n      stages:\n        - name: 单元测试\n          script:\n            - npm ci\n            - npm test\n      # Whatever became of the stages: here alone CNB tells the status (CNB_PIPELINE_STATUS).\n      endStages:\n        - name: 通知\n          script: npx -y dingpipe notify\n',
    },
  },
  "bk-ci": {
    title: {
      "zh-CN": "蓝盾（BK-CI）",
      en: "BK-CI",
    },
    secrets: {
      "zh-CN": "项目的凭据 dingtalk_webhook、dingtalk_secret（访问令牌）",
      en: "credentials dingtalk_webhook and dingtalk_secret of the project (access tokens)",
    },
    files: {
      ".ci/pipeline.yml":
        "# .ci/pipeline.yml, or the code view of a pipeline. dingtalk_webhook and dingtalk_secret are credentials of the project (凭据管理, 访问令牌).\nversion: v3.0\nname: 商店发布\non:\n  push:\n    branches: [main]\nstages:\n  - name: 测试\n    jobs:\n      unit:\n        name: 单元测试\n        runs-on:\n          pool-name: docker\n          container:\n            image: node:24\n        steps:\n          - checkout: self\n          - run: |\n              npm ci\n              npm test\n# A build that runs does not say how it will have ended, but BK-CI knows which of three jobs to run.\nfinally:\n  tell-success:\n    name: 通知成功\n    if: SUCCESS\n    runs-on: &node\n      pool-name: docker\n      container:\n        image: node:24\n    steps:\n      # For dingpipe.yaml, where the repository has one.\n      - checkout: self\n      - env: &secrets\n          DINGTALK_WEBHOOK: ${{ settings.dingtalk_webhook.access_token }}\n          DINGTALK_SECRET: ${{ settings.dingtalk_secret.access_token }}\n        run: npx -y dingpipe notify --status SUCCEED\n  tell-failure:\n    name: 通知失败\n    if: FAILURE\n    runs-on: *node\n    steps:\n      - checkout: self\n      - env: *secrets\n        run: npx -y dingpipe notify --status FAILED\n  tell-cancel:\n    name: 通知取消\n    if: CANCELED\n    runs-on: *node\n    steps:\n      - checkout: self\n      - env: *secrets\n        run: npx -y dingpipe notify --status CANCELED\n",
    },
  },
  drone: {
    title: {
      "zh-CN": "Drone",
      en: "Drone",
    },
    secrets: {
      "zh-CN": "仓库的 secret：dingtalk_webhook、dingtalk_secret",
      en: "secrets dingtalk_webhook and dingtalk_secret of the repository",
    },
    files: {
      ".drone.yml":
        '# .drone.yml. dingtalk_webhook and dingtalk_secret are secrets of the repository.\nkind: pipeline\ntype: docker\nname: default\nsteps:\n  - name: test\n    image: node:24\n    commands:\n      - npm ci\n      - npm test\n  # The last step: DRONE_BUILD_STATUS tells the status so far. Without "when" it would not run after a failure.\n  - name: notify\n    image: node:24-slim\n    environment:\n      DINGTALK_WEBHOOK:\n        from_secret: dingtalk_webhook\n      DINGTALK_SECRET:\n        from_secret: dingtalk_secret\n    commands:\n      - npx -y dingpipe notify\n    when:\n      status: [success, failure]\n',
    },
  },
  woodpecker: {
    title: {
      "zh-CN": "Woodpecker",
      en: "Woodpecker",
    },
    secrets: {
      "zh-CN": "仓库的 secret：dingtalk_webhook、dingtalk_secret",
      en: "secrets dingtalk_webhook and dingtalk_secret of the repository",
    },
    files: {
      ".woodpecker.yaml":
        '# .woodpecker.yaml, for Woodpecker 3.15 and later. dingtalk_webhook and dingtalk_secret are secrets of the repository, for the event push.\nwhen:\n  - event: [push, pull_request, tag, manual]\nsteps:\n  - name: test\n    image: node:24\n    commands:\n      - npm ci\n      - npm test\n  # The last step: CI_PIPELINE_STATUS tells the status so far. Without "when" it would not run after a failure.\n  - name: notify\n    image: node:24-slim\n    environment:\n      DINGTALK_WEBHOOK:\n        from_secret: dingtalk_webhook\n      DINGTALK_SECRET:\n        from_secret: dingtalk_secret\n    commands:\n      - npx -y dingpipe notify\n    # Where a step names a secret that its event may not have, Woodpecker fails the whole pipeline: only the secrets\' events stand here.\n    when:\n      - event: push\n        status: [success, failure]\n',
    },
  },
  "azure-pipelines": {
    title: {
      "zh-CN": "Azure Pipelines",
      en: "Azure Pipelines",
    },
    secrets: {
      "zh-CN": "变量组",
      en: "a variable group",
    },
    files: {
      "azure-pipelines.yml":
        '# azure-pipelines.yml. The variable group "dingtalk" (Pipelines → Library) has the secret variables DINGTALK_WEBHOOK and DINGTALK_SECRET.\ntrigger:\n  - main\npool:\n  vmImage: ubuntu-latest\nvariables:\n  - group: dingtalk\nsteps:\n  - task: NodeTool@0\n    inputs:\n      versionSpec: 24.x\n  - script: npm ci\n  - script: npm test\n  # The last step: AGENT_JOBSTATUS tells the job\'s status so far. always() means after a cancel, too.\n  - script: npx -y dingpipe notify\n    displayName: Notify DingTalk\n    condition: always()\n    # Secret variables are in no environment until they are put there.\n    env:\n      DINGTALK_WEBHOOK: $(DINGTALK_WEBHOOK)\n      DINGTALK_SECRET: $(DINGTALK_SECRET)\n',
    },
  },
  circleci: {
    title: {
      "zh-CN": "CircleCI",
      en: "CircleCI",
    },
    secrets: {
      "zh-CN": "context",
      en: "a context",
    },
    files: {
      ".circleci/config.yml":
        '# .circleci/config.yml. The context "dingtalk" (Organization Settings → Contexts) has DINGTALK_WEBHOOK and DINGTALK_SECRET.\nversion: 2.1\njobs:\n  test:\n    docker:\n      - image: cimg/node:24.11\n    steps:\n      - checkout\n      - run: npm ci\n      - run: npm test\n      # No variable tells the status, but CircleCI knows which of the two to run. After a cancel it runs neither.\n      - run:\n          name: Tell of the success\n          command: npx -y dingpipe notify --status success\n          when: on_success\n      - run:\n          name: Tell of the failure\n          command: npx -y dingpipe notify --status failed\n          when: on_fail\nworkflows:\n  test:\n    jobs:\n      - test:\n          context: dingtalk\n',
    },
  },
  tekton: {
    title: {
      "zh-CN": "Tekton",
      en: "Tekton",
    },
    secrets: {
      "zh-CN": "名为 dingtalk 的 Secret（键 webhook 和 secret），或网关",
      en: "the Secret dingtalk, keys webhook and secret; or the gateway",
    },
    files: {
      "tekton/task.yaml":
        '# A Task for the "finally" of your Pipelines. It sees no dingpipe.yaml, unless one is mounted and DINGPIPE_CONFIG names it; a robot that is\n# secured by keywords has them in DINGTALK_KEYWORDS. kubectl create secret generic dingtalk --from-literal=webhook=… --from-literal=secret=…\napiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: dingpipe-notify\nspec:\n  params:\n    - name: status\n    - name: pipeline\n    - name: run\n    - name: branch\n      default: ""\n    # Yours: the message links to the run\'s page there.\n    - name: dashboard\n      default: https://tekton.example.com\n  steps:\n    - name: notify\n      image: node:24-slim\n      # A container has no variables of its run. What it is handed goes into variables, never into the script.\n      env:\n        - { name: DINGPIPE_PROVIDER, value: tekton }\n        - { name: DINGPIPE_STATUS, value: $(params.status) }\n        - { name: DINGPIPE_PIPELINE, value: $(params.pipeline) }\n        - { name: DINGPIPE_BRANCH, value: $(params.branch) }\n        - name: DINGPIPE_URL\n          value: $(params.dashboard)/#/namespaces/$(context.taskRun.namespace)/pipelineruns/$(params.run)\n        - name: DINGTALK_WEBHOOK\n          valueFrom: { secretKeyRef: { name: dingtalk, key: webhook } }\n        - name: DINGTALK_SECRET\n          valueFrom: { secretKeyRef: { name: dingtalk, key: secret, optional: true } }\n      script: |\n        #!/bin/sh\n        npx -y dingpipe notify\n',
      "tekton/pipeline.yaml":
        '# What to add to a Pipeline: "finally" runs whatever became of the tasks, and $(tasks.status) is known there alone.\napiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata:\n  name: shop-release\nspec:\n  params:\n    - name: branch\n      default: main\n  tasks:\n    # Your own tasks.\n    - name: test\n      taskRef:\n        name: npm-test\n  finally:\n    - name: notify\n      taskRef:\n        name: dingpipe-notify\n      params:\n        - { name: status, value: $(tasks.status) }\n        - { name: pipeline, value: $(context.pipeline.name) }\n        - { name: run, value: $(context.pipelineRun.name) }\n        - { name: branch, value: $(params.branch) }\n',
    },
  },
};
