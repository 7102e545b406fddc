import { withTheme } from '@rjsf/core';
import type { RJSFSchema } from '@rjsf/utils';
import { useMemo } from 'react';
import { formSchema } from './form-schema.js';
import { formTheme } from './form-theme.js';
import { formValidator } from './form-validator.js';

const Form = withTheme(formTheme);

interface Props {
  id: string;
  schema: unknown;
  data: Record<string, unknown>;
  onChange: (data: Record<string, unknown>) => void;
  onSubmit: (data: unknown) => void;
}

/** A form from a tool's input schema. Optional objects without values are not sent. */
export function ArgumentsForm({ id, schema, data, onChange, onSubmit }: Props) {
  const shown = useMemo(
    () => ({ ...formSchema(schema), title: undefined, description: undefined }) as RJSFSchema,
    [schema],
  );
  return (
    <Form
      id={id}
      idPrefix={id}
      schema={shown}
      formData={data}
      validator={formValidator}
      onChange={({ formData }) => onChange((formData ?? {}) as Record<string, unknown>)}
      onSubmit={({ formData }) => onSubmit(formData ?? {})}
      onError={quietly}
      noHtml5Validate
      showErrorList={false}
      focusOnFirstError
      uiSchema={uiSchema}
      experimental_defaultFormStateBehavior={defaults}
    >
      <></>
    </Form>
  );
}

const uiSchema = { 'ui:submitButtonOptions': { norender: true } };
/** The fields show their problems; without this the form also writes them to the console. */
const quietly = (): void => undefined;
const defaults = { emptyObjectFields: 'skipEmptyDefaults', arrayMinItems: { populate: 'requiredOnly' } } as const;
