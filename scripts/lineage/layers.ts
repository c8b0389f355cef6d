/** The project's layers in the direction in which data flows. */
const KNOWN = ['raw', 'staging', 'intermediate', 'marts', 'scoring', 'monitoring'];
const FOLDER_LAYERS: Readonly<Record<string, string>> = { sources: 'raw', source: 'raw', raw: 'raw' };

interface Placed {
  readonly id: string;
  readonly layer: string;
  readonly dependencies: readonly string[];
}

/** The layer is the folder under `definitions/`; a file directly in it falls back on its dataset's last word. */
export function layerOf(fileName: string, dataset: string): string {
  const [, folder, file] = fileName.split('/');
  if (folder !== undefined && file !== undefined) return FOLDER_LAYERS[folder] ?? folder;
  const word = dataset.split('_').at(-1) ?? dataset;
  return FOLDER_LAYERS[word] ?? word;
}

/** Layers from left to right. One that the project does not know yet stands right of all that it reads from. */
export function orderLayers(nodes: readonly Placed[]): string[] {
  const layerById = new Map(nodes.map(({ id, layer }) => [id, layer]));
  const rank = new Map(KNOWN.map((name, index) => [name, index]));
  const unknown = [...new Set(nodes.map(({ layer }) => layer))].filter((layer) => !rank.has(layer)).sort();
  for (let pass = 0; pass < unknown.length; pass++) {
    for (const layer of unknown) {
      const sources = nodes
        .filter((node) => node.layer === layer)
        .flatMap(({ dependencies }) => dependencies.map((id) => layerById.get(id)))
        .filter((source) => source !== undefined && source !== layer);
      const last = Math.max(-1, ...sources.map((source) => rank.get(source ?? '') ?? -1));
      rank.set(layer, Math.min(last + 0.5, KNOWN.length + unknown.length));
    }
  }
  const present = [...new Set(nodes.map(({ layer }) => layer))];
  return present.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0) || a.localeCompare(b));
}
