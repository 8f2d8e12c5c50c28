/** Figures of a benchmark: percentiles, and the one JSON line each that goes to stdout. */

/** One measured figure. */
export interface Figure {
  readonly workload: string;
  readonly nodes: number;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
}

/** The value below which `share` of the samples lie; NaN for none. */
export function percentile(samples: Float64Array, share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = samples.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Writes a figure: one JSON line, or a line for people. */
export function print(figure: Figure, isJson: boolean): void {
  const value = Number(figure.value.toPrecision(5));
  const line = isJson
    ? JSON.stringify({ ...figure, value })
    : `${figure.workload} nodes=${figure.nodes} ${figure.metric.padEnd(32)} ${value} ${figure.unit}`;
  process.stdout.write(`${line}\n`);
}

/** Samples that grow without being copied for each. */
export class Samples {
  #values: Float64Array<ArrayBuffer> = new Float64Array(4096);
  #length = 0;

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  get all(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
