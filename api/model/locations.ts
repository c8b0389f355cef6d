export const MODEL_NAME = 'default-risk';

/** The files of an artifact beside its manifest; each has its sha256 there. */
export const ARTIFACT_FILES = ['model.onnx', 'trees.json', 'report.html'] as const;
export type ArtifactFile = (typeof ARTIFACT_FILES)[number];
export const MANIFEST_FILE = 'model.json';

/** Where the versions and the alias file are, without a slash at the end. */
export function modelsFolder(bucket: string): string {
  return `gs://${bucket}/models/${MODEL_NAME}`;
}

export function versionFolder(bucket: string, version: string): string {
  return `${modelsFolder(bucket)}/${version}`;
}

export function aliasesUri(bucket: string): string {
  return `${modelsFolder(bucket)}/aliases.json`;
}
