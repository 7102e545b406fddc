import { ActionIcon, Textarea, type TextareaProps } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './secret-area.module.css';

interface Props extends TextareaProps {
  /** The name of the button that shows the value. */
  showLabel: string;
}

/** A hidden value of any number of lines. A field of one line would join the lines of a pasted key. */
export function SecretArea({ showLabel, ...props }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Textarea
      autosize
      minRows={1}
      maxRows={8}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      {...props}
      classNames={{ input: shown ? classes['shown'] : classes['hidden'], section: classes['section'] }}
      rightSection={
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={showLabel}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
        </ActionIcon>
      }
    />
  );
}
