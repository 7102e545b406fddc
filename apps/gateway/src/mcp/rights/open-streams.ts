import type { Access, Caller } from './access.js';
import type { Route } from '@toolyard/contracts';
import type { ToolRights } from './tool-rights.js';

/** A stream to a client that stays open while its caller's rights can change. */
export interface OpenStream {
  readonly request: { readonly route: Route; readonly caller: Caller };
  /** The caller may call other tools than before. */
  toolsChanged(): void;
  /** The caller may not use the server any more. */
  revoked(): void;
}

const gatherMs = 20;

/** Applies changes of rights to open streams: reports changed tools to the client, and ends streams without rights. */
export class OpenStreams {
  readonly #streams = new Map<OpenStream, ToolRights>();
  #scheduled = false;

  constructor(private readonly access: Access) {}

  add(stream: OpenStream): void {
    if (!this.#streams.has(stream)) this.#streams.set(stream, stream.request.caller.rights);
  }

  delete(stream: OpenStream): void {
    this.#streams.delete(stream);
  }

  /** A route or an entry of the access table changed. Changes within 20 ms are checked together. */
  recheck(): void {
    if (this.#scheduled || this.#streams.size === 0) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      for (const [stream, before] of [...this.#streams]) this.#check(stream, before);
    }, gatherMs).unref();
  }

  #check(stream: OpenStream, before: ToolRights): void {
    const now = this.access.rightsNow(stream.request);
    if (!now.usable) {
      this.#streams.delete(stream);
      return stream.revoked();
    }
    if (now.equals(before)) return;
    this.#streams.set(stream, now);
    stream.toolsChanged();
  }
}
