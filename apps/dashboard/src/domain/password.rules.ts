export const passwordMinLength = 12;

/**
 * What is wrong with a new password, else null. Length is all that is asked for (NIST SP 800-63B): rules about kinds of
 * characters make worse ones.
 */
export function passwordProblem(password: string): string | null {
  if (password.length < passwordMinLength) return `Use at least ${passwordMinLength} characters`;
  if (/^(.)\1*$/u.test(password)) return 'Use more than one character';
  return null;
}

export function emailProblem(email: string): string | null {
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : 'Enter an e-mail address';
}
