export interface Pressed {
  key: string;
  /** Milliseconds of a clock that only moves forward. */
  at: number;
}

const sequenceMs = 1_200;

/** `g` and then another key within a short time make `g s`; otherwise the result is the key. */
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

/** Whether a key pressed in the element is text, not a command. */
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
