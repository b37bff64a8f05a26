/** Where our reading of a payload is another than its golden file's on purpose. */
export const deviations: readonly { readonly files: RegExp; readonly field: string; readonly argument: string }[] = [];
