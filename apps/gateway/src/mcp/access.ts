import { hash, timingSafeEqual } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import { bearerToken } from '@toolyard/service';

export interface Caller {
  id: string;
  name: string;
  /** Whose sessions these are. Sessions never authorise by themselves, and one caller's are unknown to another. */
  principal: string;
}

export type Admission = { caller: Caller } | { refusal: { message: string; challenge: string } };

const admin: Caller = { id: 'admin', name: 'admin', principal: 'account:admin' };
const anonymous: Caller = { id: 'anonymous', name: 'anonymous', principal: 'anonymous' };

/**
 * Who may use a server's endpoints: the holder of the admin token, and anyone when the server is public. Where a token is optional, as on a
 * loopback address before there are accounts, anyone who reaches the port may come without one; a wrong one is refused all the same.
 */
export class Access {
  readonly #admin: Buffer;

  constructor(
    adminToken: string,
    private readonly token: 'required' | 'optional' = 'required',
  ) {
    this.#admin = digest(adminToken);
  }

  admit(route: Pick<Route, 'access'>, authorization: string | undefined): Admission {
    const token = bearerToken(authorization);
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (token !== undefined && timingSafeEqual(digest(token), this.#admin)) return { caller: admin };
    if (route.access === 'public' || (token === undefined && this.token === 'optional')) return { caller: anonymous };
    return token === undefined
      ? { refusal: { message: 'This server needs a token. Send it as "Authorization: Bearer <token>".', challenge: 'Bearer realm="toolyard"' } }
      : {
          refusal: {
            message: 'The token is not valid. Send the admin token that was printed when the platform started.',
            challenge: 'Bearer realm="toolyard", error="invalid_token", error_description="The token is not valid."',
          },
        };
  }
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
