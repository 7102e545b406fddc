/** Lifetimes, in seconds. */
export const codeSeconds = 60;
/** Time for a user to read a page or to find a password. */
export const interactionSeconds = 3_600;
export const accessTokenSeconds = 3_600;
/** Since its last use: every use gives a new one. */
export const refreshTokenSeconds = 180 * 86_400;
/**
 * A client that lost the answer to a refresh, or sent it twice at once, may send the same refresh token again for this
 * long after its first use and gets tokens that are as good. Later, a second use means that the token was stolen.
 */
export const refreshAgainSeconds = 60;
/** A grant and its client are written back when less than this is left, so that what is used does not run out. */
export const renewSeconds = 150 * 86_400;
