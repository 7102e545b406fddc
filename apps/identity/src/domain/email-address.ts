/** Two spellings of one mailbox are one address. */
export const foldedEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();
