export interface Pressed {
  key: string;
  /** Milliseconds of any steady clock. */
  at: number;
}

const sequenceMs = 1_200;

/** `g` then another key within a moment makes `g s`; anything else stands for itself. */
export function sequenceOf(before: Pressed | null, now: Pressed): string {
  const begun = before?.key === 'g' && now.at - before.at <= sequenceMs && now.key !== 'g';
  return begun ? `g ${now.key}` : now.key;
}

const textInputs = [
  'text',
  'search',
  'email',
  'password',
  'url',
  'tel',
  'number',
  'date',
  'time',
  'datetime-local',
  '',
];

/** Whether a key pressed there is typing, not a command. */
export function isTyping(
  target: { tagName?: string; type?: string; isContentEditable?: boolean; role?: string | null } | null,
): boolean {
  if (!target) return false;
  if (target.isContentEditable) return true;
  const tag = target.tagName?.toUpperCase();
  return (
    tag === 'TEXTAREA' ||
    tag === 'SELECT' ||
    target.role === 'combobox' ||
    target.role === 'textbox' ||
    (tag === 'INPUT' && textInputs.includes(target.type ?? ''))
  );
}
