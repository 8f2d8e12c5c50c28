/** The output of one directive, with indentation and the levels at which it is silenced. */

const LEVELS: readonly string[] = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL", "NONE"];

export class Output {
  #text = "";
  #level = 0;

  /** Whether all output but errors is dropped. */
  get isQuiet(): boolean {
    return this.#level === LEVELS.length - 1;
  }

  get level(): string {
    return LEVELS[this.#level] ?? "DEBUG";
  }

  /** Sets the level by its name, in any case. */
  setLevel(name: string): void {
    const level = LEVELS.indexOf(name.toUpperCase());
    if (level === -1)
      throw new DirectiveError(`log levels must be either of [${LEVELS.join(" ")}]`);
    this.#level = level;
  }

  write(text: string): void {
    if (!this.isQuiet) this.#text += text;
  }

  writeLine(text: string): void {
    this.write(`${text}\n`);
  }

  /** Runs work and indents each line it writes. */
  indented(work: () => void): void {
    const before = this.#text;
    this.#text = "";
    try {
      work();
    } finally {
      const lines = this.#text.split("\n");
      if (lines[lines.length - 1] === "") lines.pop();
      this.#text = before + lines.map((line) => `  ${line}\n`).join("");
    }
  }

  /** Returns what was written and begins anew. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/** What a directive reports instead of doing its work; part of the expected output. */
export class DirectiveError extends Error {
  override readonly name: string = "DirectiveError";
}
