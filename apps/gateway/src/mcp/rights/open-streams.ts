import type { Access } from './access.js';
import { rightsNow, type McpRequest } from '../endpoint/request.js';
import type { RouteTable } from '../forwarding/route-table.js';
import type { ToolRights } from './tool-rights.js';

/** A stream to a client that outlives decisions about what the client may do. */
export interface OpenStream {
  readonly request: McpRequest;
  /** Other tools may be called than before. */
  toolsChanged(): void;
  /** The caller may not be here any more. */
  revoked(): void;
}

/**
 * Open streams follow changes of rights: a client learns that its tools changed, and one that lost its access loses its
 * stream.
 */
export class OpenStreams {
  readonly #streams = new Map<OpenStream, ToolRights>();
  #soon = false;

  constructor(
    private readonly access: Access,
    private readonly routes: RouteTable,
  ) {}

  add(stream: OpenStream): void {
    if (!this.#streams.has(stream)) this.#streams.set(stream, stream.request.caller.rights);
  }

  delete(stream: OpenStream): void {
    this.#streams.delete(stream);
  }

  /** Something changed; several changes at once are looked at together. */
  recheck(): void {
    if (this.#soon || this.#streams.size === 0) return;
    this.#soon = true;
    setTimeout(() => {
      this.#soon = false;
      for (const [stream, before] of [...this.#streams]) this.#check(stream, before);
    }, 20).unref();
  }

  #check(stream: OpenStream, before: ToolRights): void {
    const now = rightsNow({ access: this.access, routes: this.routes }, stream.request);
    if (!now.usable) {
      this.#streams.delete(stream);
      return stream.revoked();
    }
    if (now.equals(before)) return;
    this.#streams.set(stream, now);
    stream.toolsChanged();
  }
}
