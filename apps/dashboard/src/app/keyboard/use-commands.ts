import { useEffect, useRef } from 'react';
import { isTyping, type Pressed, sequenceOf } from './key-sequence.js';

/** Keyboard commands (`/`, `?`, `g s`), except in text fields and while a dialog is open. */
export function useCommands(commands: Record<string, () => void>): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    let before: Pressed | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isTyping(event.target as HTMLElement | null) || document.querySelector('[role="dialog"]')) return;
      const now = { key: event.key, at: event.timeStamp };
      const command = latest.current[sequenceOf(before, now)];
      before = now;
      if (!command) return;
      event.preventDefault();
      before = null;
      command();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
