import { Table, type TableProps } from '@mantine/core';

interface Props extends TableProps {
  /** What the table lists, for assistive technology. */
  label: string;
  isLoading?: boolean;
  frameClassName?: string;
}

/** A table that scrolls when it is wide, by the keyboard too. */
export function ScrollTable({ label, isLoading, frameClassName, ...props }: Props) {
  return (
    <Table.ScrollContainer
      minWidth={0}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
      aria-busy={isLoading}
      className={frameClassName}
    >
      <Table aria-label={label} {...props} />
    </Table.ScrollContainer>
  );
}
