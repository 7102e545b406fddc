import { LiteralSearch } from '../masking/literal-search.js';
import { secretForms } from '../masking/secret-forms.js';

/** Finds values in bytes, in every form in which the platform masks them, in one pass over the bytes. */
export class SecretSearch {
  private readonly search: LiteralSearch | null;

  constructor(values: Iterable<string>) {
    const forms = new Set([...values].flatMap(secretForms));
    this.search = forms.size === 0 ? null : LiteralSearch.of([...forms].map((form) => Buffer.from(form)));
  }

  /** The forms that the bytes hold. */
  found(bytes: Uint8Array): string[] {
    const found = new Set<string>();
    this.search?.search(bytes, (start, end) => found.add(Buffer.from(bytes.subarray(start, end)).toString()));
    return [...found];
  }
}
