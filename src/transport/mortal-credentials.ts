/**
 * MortalCredentials wraps channel credentials so that a channel that was closed never connects again.
 *
 * A channel of @grpc/grpc-js that is closed while it waits to redial goes on: when its back-off is over it connects once more
 * (and again, until that succeeds), and the connection that it then has belongs to nobody and stays open for as long as both
 * processes live. It asks its connector before every attempt, and tells it when it is closed.
 */
import { ChannelCredentials } from "@grpc/grpc-js";

type Create = ChannelCredentials["_createSecureConnector"];

/** Credentials for one channel. */
export class MortalCredentials extends ChannelCredentials {
  readonly #inner: ChannelCredentials;

  constructor(inner: ChannelCredentials) {
    super();
    this.#inner = inner;
  }

  override _isSecure(): boolean {
    return this.#inner._isSecure();
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(...args: Parameters<Create>): ReturnType<Create> {
    const inner = this.#inner._createSecureConnector(...args);
    let isDestroyed = false;
    return {
      connect: (socket) => inner.connect(socket),
      waitForReady: async () => {
        if (isDestroyed) throw new Error("the channel was closed");
        await inner.waitForReady();
      },
      getCallCredentials: () => inner.getCallCredentials(),
      destroy: () => {
        isDestroyed = true;
        inner.destroy();
      },
    };
  }
}
