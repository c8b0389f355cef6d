/** @import { LineageGraph, LineageNode, LineageAssertion } from '../graph-types.ts' */

/** @typedef {'selected' | 'upstream' | 'downstream' | 'unrelated'} Relation */

/** Questions that the page asks of the graph. */
export class Lineage {
  /** @param {LineageGraph} graph */
  constructor(graph) {
    this.graph = graph;
    /** @type {Map<string, LineageNode>} */
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    /** @type {Map<string, LineageAssertion>} */
    this.assertions = new Map(graph.assertions.map((assertion) => [assertion.id, assertion]));
    this.prefixes = new Map(graph.layers.map((layer) => [layer.name, commonPrefix(this.pick(layer.nodes).map(({ name }) => name))]));
  }

  /** @param {readonly string[]} ids @returns {LineageNode[]} */
  pick(ids) {
    return ids.flatMap((id) => this.nodes.get(id) ?? []);
  }

  /** A model by `dataset.name`, its id, or its bare name if only one has it. @param {string} name */
  find(name) {
    const all = [...this.nodes.values()];
    const named = all.filter((node) => node.name === name);
    return (
      this.nodes.get(name) ?? all.find((node) => `${node.dataset}.${node.name}` === name) ?? (named.length === 1 ? named[0] : undefined) ?? null
    );
  }

  /** Everything that the model is made from. @param {string} id @returns {Set<string>} */
  upstream(id) {
    return this.#reach(id, (node) => node.dependencies);
  }

  /** Everything that is made from the model. @param {string} id @returns {Set<string>} */
  downstream(id) {
    return this.#reach(id, (node) => node.dependents);
  }

  /** @param {string} id @param {(node: LineageNode) => readonly string[]} next */
  #reach(id, next) {
    const reached = new Set();
    const waiting = [id];
    for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
      const node = this.nodes.get(current);
      if (node === undefined) continue;
      for (const other of next(node)) {
        if (reached.has(other)) continue;
        reached.add(other);
        waiting.push(other);
      }
    }
    reached.delete(id);
    return reached;
  }

  /**
   * The shortest way to each declared table behind the model, the table first.
   * @param {string} id @returns {LineageNode[][]}
   */
  pathsToRaw(id) {
    /** @type {Map<string, string[]>} */
    const paths = new Map([[id, [id]]]);
    for (const [current, path] of paths) {
      for (const other of this.nodes.get(current)?.dependencies ?? []) {
        if (!paths.has(other)) paths.set(other, [other, ...path]);
      }
    }
    const ways = [...paths.values()].map((path) => this.pick(path));
    return ways.filter(([first]) => first?.kind === 'declaration' && first.id !== id).sort(byFirstName);
  }

  /** How the model's assertions went last time. @param {LineageNode} node */
  health(node) {
    const results = node.assertions.map((id) => this.assertions.get(id)?.lastRun?.status ?? null);
    const failed = results.filter((status) => status === 'failed').length;
    const passed = results.filter((status) => status === 'passed').length;
    const broken = node.lastRun?.status === 'failed';
    /** @type {'failed' | 'passed' | 'none'} */
    let status = 'none';
    if (failed > 0 || broken) status = 'failed';
    else if (passed > 0 && passed === results.length) status = 'passed';
    return { status, failed, passed, total: results.length, broken };
  }
}

/** @param {LineageNode[]} a @param {LineageNode[]} b */
function byFirstName([a], [b]) {
  return (a?.name ?? '').localeCompare(b?.name ?? '');
}

/** What a naming convention puts before all names of a layer: up to a double underscore (`stg_home_credit__`), else a
 * short first word (`int_`). @param {string[]} names */
function commonPrefix(names) {
  const [first = '', ...others] = names;
  const prefix = /^[a-z0-9_]*?__|^[a-z]{3,4}_/.exec(first)?.[0] ?? '';
  return others.length > 0 && others.every((name) => name.startsWith(prefix)) ? prefix : '';
}
