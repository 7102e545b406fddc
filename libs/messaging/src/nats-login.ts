/** Where NATS is and how a client shows who it is: a user with a password, a token, or neither. */
export interface NatsLogin {
  /** One or several servers separated by commas, e.g. `nats://127.0.0.1:4222`. */
  url: string;
  token?: string;
  user?: string;
  password?: string;
}

/** The same as options of a client of NATS, and of Nest's transport. */
export function natsOptions({ url, token, user, password }: NatsLogin) {
  return { servers: url.split(','), token, user, pass: password };
}
