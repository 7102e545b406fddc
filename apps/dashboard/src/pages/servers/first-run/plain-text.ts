// oxlint-disable-next-line no-control-regex
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** The text without colours and cursor movements of a terminal (ECMA-48). */
export const withoutAnsi = (text: string): string => text.replace(sequences, '');
