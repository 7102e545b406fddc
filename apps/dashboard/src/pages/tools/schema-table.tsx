import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { JsonView } from '../../ui/text/json-view.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { type Field, fieldsOf } from './schema-fields.js';
import classes from './tools.module.css';

/** A JSON schema as a list of fields, or as JSON. */
export function SchemaTable({ schema, title, empty }: { schema: unknown; title: string; empty: string }) {
  const [raw, setRaw] = useState(false);
  const fields = fieldsOf(schema);
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="xs" fw={600}>
          {title}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => setRaw(!raw)}
          aria-expanded={raw}
          aria-label={`${raw ? 'Show the fields' : 'Show JSON'} of ${title.toLowerCase()}`}
        >
          {raw ? 'Fields' : 'JSON'}
        </Button>
      </Group>
      {raw ? <JsonView value={schema} label={title.toLowerCase()} /> : <Fields fields={fields} empty={empty} />}
    </Stack>
  );
}

function Fields({ fields, empty }: { fields: Field[]; empty: string }) {
  if (fields.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  return (
    <ul className={classes['fields']}>
      {fields.map((field, index) => (
        <FieldRow key={index} field={field} />
      ))}
    </ul>
  );
}

function FieldRow({ field: { path, depth, type, required, description, limits, values, fallback } }: { field: Field }) {
  return (
    <li className={classes['field']} data-depth={Math.min(depth, 4)}>
      <Group gap="4px 8px">
        <Text size="sm" ff="monospace" fw={600} span>
          <Untrusted text={path} />
        </Text>
        <Text size="xs" c="dimmed" span>
          <Untrusted text={type} />
        </Text>
        {required && (
          <Text size="xs" fw={600} span>
            required
          </Text>
        )}
      </Group>
      {description && (
        <Text size="sm">
          <Untrusted text={description} lines />
        </Text>
      )}
      {(limits.length > 0 || values.length > 0 || fallback !== null) && (
        <Text size="xs" c="dimmed" component="div">
          {values.length > 0 && <Values values={values} />}
          {limits.length > 0 && <Untrusted text={limits.join(', ')} />}
          {fallback !== null && (
            <>
              {(limits.length > 0 || values.length > 0) && ' · '}default{' '}
              <Code>
                <Untrusted text={fallback} />
              </Code>
            </>
          )}
        </Text>
      )}
    </li>
  );
}

function Values({ values }: { values: string[] }) {
  return (
    <>
      one of{' '}
      {values.map((value, index) => (
        <span key={index}>
          <Code>
            <Untrusted text={value} />
          </Code>{' '}
        </span>
      ))}
    </>
  );
}
