/** `model.json` of an artifact: `gs://<bucket>/models/default-risk/<version>/model.json`. */
export interface ModelManifest {
  readonly name: string;
  /** Sorts by time: `<UTC yyyymmddThhmmss>-<first 8 hex digits of model.onnx's sha256>`. */
  readonly version: string;
  readonly createdAt: string;
  /** sha256 in hex of the other files of the artifact, by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** Feature names in the order of the input tensor's columns. */
  readonly features: readonly string[];
  /** Which features the policy let in. */
  readonly policy: 'permitted' | 'all';
  readonly thresholds: Thresholds;
  readonly scoreScale: ScoreScale;
  /** Lower bounds of the score of each band, best first, e.g. [{band: 'A', from: 620}, …, {band: 'E', from: null}]. */
  readonly bands: readonly { readonly band: string; readonly from: number | null }[];
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly training: {
    readonly table: string;
    readonly snapshot: string;
    readonly rows: number;
    readonly defaults: number;
  };
  /** Commit of the project that trained it; null outside a git checkout. */
  readonly commit: string | null;
}

/** Decision by probability of default p: approve below `referFrom`, refer below `declineFrom`, else decline. */
export interface Thresholds {
  readonly referFrom: number;
  readonly declineFrom: number;
}

/** score = offset − factor · ln(p / (1 − p)); `odds` good to one bad stand at `score`, `pointsToDouble` double them. */
export interface ScoreScale {
  readonly score: number;
  readonly odds: number;
  readonly pointsToDouble: number;
}
