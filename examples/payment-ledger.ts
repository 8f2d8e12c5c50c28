/**
 * A payment provider for the example: a ledger in a file of its own, outside of Raftwork's data.
 *
 * Like a real provider it charges once per idempotency key, and its answer is durable before it is given.
 */
import { appendFile, open, readFile } from "node:fs/promises";

export interface Charge {
  readonly chargeId: string;
  readonly orderId: string;
  readonly cents: number;
  readonly idempotencyKey: string;
}

export class PaymentLedger {
  readonly #path: string;
  readonly #charges: Map<string, Charge>;

  private constructor(path: string, charges: Map<string, Charge>) {
    this.#path = path;
    this.#charges = charges;
  }

  static async open(path: string): Promise<PaymentLedger> {
    await appendFile(path, "");
    const lines = (await readFile(path, "utf8")).split("\n");
    // What follows the last newline was never acknowledged.
    const incomplete = lines.pop() ?? "";
    if (incomplete !== "") {
      await using file = await open(path, "r+");
      const { size } = await file.stat();
      await file.truncate(size - Buffer.byteLength(incomplete));
      await file.sync();
    }
    const charges = lines.map((line): Charge => JSON.parse(line));
    return new PaymentLedger(
      path,
      new Map(charges.map((charge) => [charge.idempotencyKey, charge])),
    );
  }

  /** Charges once per key: the second call with a key gets the answer of the first. */
  async charge(order: { id: string; cents: number }, idempotencyKey: string): Promise<Charge> {
    const known = this.#charges.get(idempotencyKey);
    if (known !== undefined) return known;
    const chargeId = `ch_${idempotencyKey.slice(3, 13)}`;
    const charge: Charge = { chargeId, orderId: order.id, cents: order.cents, idempotencyKey };
    await using file = await open(this.#path, "a");
    await file.write(`${JSON.stringify(charge)}\n`);
    await file.sync();
    this.#charges.set(idempotencyKey, charge);
    return charge;
  }
}
