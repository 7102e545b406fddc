import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.js';

type State = 'idle' | 'copied' | 'refused';
const told = { idle: '', copied: 'Copied', refused: 'The browser did not allow copying; select the text instead' };
const showMs = 2_000;

/** Copies `value` and says so, in sight and to assistive technology. With `children` a button, else an icon. */
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
  const icon =
    state === 'copied' ? (
      <IconCheck size={16} />
    ) : state === 'refused' ? (
      <IconAlertTriangle size={16} />
    ) : (
      <IconCopy size={16} />
    );
  const color = state === 'copied' ? 'green' : state === 'refused' ? 'red' : undefined;
  return (
    <>
      <Tooltip
        label={told[state] || label}
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
      <VisuallyHidden role="status">{told[state]}</VisuallyHidden>
    </>
  );
}
