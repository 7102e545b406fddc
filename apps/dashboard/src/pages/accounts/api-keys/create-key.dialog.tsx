import { Checkbox, Modal, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Right } from '@toolyard/contracts';
import { createApiKey } from '../../../api/access/api-keys.js';
import { usersQuery } from '../../../api/access/users.js';
import { apiKeyKeys } from '../../../api/query-keys.js';
import { allServersQuery } from '../../../api/servers/servers.js';
import { visibleText } from '../../../format/visible-text.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { TitleInput } from '../../../ui/form/title-input.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ShownOnce } from '../../../ui/text/shown-once.js';
import { expiryOf, expiryOptions, rightTexts } from './key-choices.js';

interface Props {
  /** The key can be for a service account, too. */
  forAccounts: boolean;
  onClose: () => void;
}

export function CreateKeyDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { onClose } = props;
  return (
    <Modal opened={opened} onClose={onClose} title="Create an API key" closeOnClickOutside={false}>
      <CreateKeyForm {...props} />
    </Modal>
  );
}

function CreateKeyForm({ forAccounts, onClose }: Props) {
  const form = useForm({
    initialValues: {
      name: '',
      rights: ['call'] as string[],
      limited: false,
      servers: [] as string[],
      expiry: '90',
      account: '',
    },
    validate: {
      name: (name) => (name.trim() ? null : 'Enter a name, so that you know later what the key is for.'),
      rights: (rights) => (rights.length > 0 ? null : 'Choose at least one right.'),
      servers: (servers, { limited }) =>
        !limited || servers.length > 0 ? null : 'Choose at least one server, or allow all.',
    },
  });
  const { error, busy, send, result } = useSubmission(createApiKey, { form, stale: [apiKeyKeys.all] });
  if (result) {
    return (
      <ShownOnce value={result.token} label="API key" onDone={onClose}>
        <Text size="sm">Send it as “Authorization: Bearer …”, or as the password of git.</Text>
      </ShownOnce>
    );
  }
  const submit = form.onSubmit(({ name, rights, limited, servers, expiry, account }) =>
    send({
      name,
      rights: rights as Right[],
      servers: limited ? servers : 'all',
      expiresAt: expiryOf(expiry),
      serviceAccountId: account || undefined,
    }),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TitleInput description="What it is for." {...form.getInputProps('name')} />
        <Checkbox.Group label="Rights" {...form.getInputProps('rights')}>
          <Stack gap={6} mt={6}>
            {Object.entries(rightTexts).map(([right, { label, means }]) => (
              <Checkbox key={right} value={right} label={label} description={means} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Checkbox label="Limit to some servers" {...form.getInputProps('limited', { type: 'checkbox' })} />
        {form.values.limited && (
          <ServersSelect
            value={form.values.servers}
            onChange={(servers) => form.setFieldValue('servers', servers)}
            error={form.errors['servers']}
          />
        )}
        <Select label="Ends" data={expiryOptions} allowDeselect={false} {...form.getInputProps('expiry')} />
        {forAccounts && (
          <AccountSelect value={form.values.account} onChange={(account) => form.setFieldValue('account', account)} />
        )}
        <FormEnd error={error} busy={busy} action="Create key" onCancel={onClose} />
      </Stack>
    </form>
  );
}

function ServersSelect({
  value,
  onChange,
  error,
}: {
  value: string[];
  onChange: (servers: string[]) => void;
  error: React.ReactNode;
}) {
  const servers = useQuery(allServersQuery);
  return (
    <MultiSelect
      label="Servers"
      searchable
      hidePickedOptions
      disabled={!servers.data}
      error={error}
      value={value}
      onChange={onChange}
      data={(servers.data ?? []).map(({ id, name }) => ({ value: id, label: visibleText(name) }))}
    />
  );
}

function AccountSelect({ value, onChange }: { value: string; onChange: (account: string) => void }) {
  const users = useInfiniteQuery(usersQuery({ search: '', role: '', status: 'active' }));
  const accounts = users.data?.pages.flatMap(({ items }) => items).filter(({ kind }) => kind === 'service') ?? [];
  return (
    <Select
      label="Account"
      data={[
        { value: '', label: 'My own' },
        ...accounts.map(({ id, name }) => ({ value: id, label: visibleText(name) })),
      ]}
      value={value}
      onChange={(next) => onChange(next ?? '')}
      allowDeselect={false}
    />
  );
}
