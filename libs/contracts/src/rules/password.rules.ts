/** Counted after {@link normalizedPassword}. NIST SP 800-63B asks for length and against rules of composition. */
export const passwordMinLength = 12;
/** In characters. */
export const passwordMaxLength = 256;

/** One keyboard sends é as one character, another as e and an accent (NIST SP 800-63B, 5.1.1.2). */
export const normalizedPassword = (password: string): string => password.normalize('NFKC');
