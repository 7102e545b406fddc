import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { copyText } from './copy-text.js';

type State = 'idle' | 'copied' | 'refused';
const messages: Record<State, string> = {
  idle: '',
  copied: 'Copied',
  refused: 'The browser did not allow copying. Select the text instead.',
};
const looks: Record<State, { icon: ReactNode; color?: string }> = {
  idle: { icon: <IconCopy size={16} /> },
  copied: { icon: <IconCheck size={16} />, color: 'green' },
  refused: { icon: <IconAlertTriangle size={16} />, color: 'red' },
};
const showMs = 2_000;

/** Copies `value` and confirms it, also to assistive technology. A button with `children`, otherwise an icon. */
export function CopyButton({
  value,
  label,
  children,
  size = 'sm',
}: {
  value: string;
  label: string;
  children?: string;
  size?: 'xs' | 'sm' | 'md';
}) {
  const [state, setState] = useState<State>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), showMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => void copyText(value).then((done) => setState(done ? 'copied' : 'refused'));
  const { icon, color } = looks[state];
  return (
    <>
      <Tooltip
        label={messages[state] || label}
        opened={state === 'idle' ? undefined : true}
        disabled={children !== undefined && state === 'idle'}
      >
        {children === undefined ? (
          <ActionIcon variant="subtle" color={color ?? 'gray'} size={size} aria-label={label} onClick={copy}>
            {icon}
          </ActionIcon>
        ) : (
          <Button variant="default" size={size} leftSection={icon} onClick={copy} aria-label={label}>
            {children}
          </Button>
        )}
      </Tooltip>
      <VisuallyHidden role="status">{messages[state]}</VisuallyHidden>
    </>
  );
}
