/** Where our reading of a payload is another than its golden file's on purpose. */
export const deviations: readonly { readonly files: RegExp; readonly field: string; readonly argument: string }[] = [
  {
    files: /^gitlab\/go-scm\/pipeline_(?:hook|subgroup)\.json$/,
    field: "change.number",
    argument: "people know a merge request by its iid; the other is the id in GitLab's database",
  },
  {
    files: /^github\/go-scm\/pipeline_hook\.json$/,
    field: "change.url",
    argument: "the payload has the address of the API, which is no page; ours is the page",
  },
];
