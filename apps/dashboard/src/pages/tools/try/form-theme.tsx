import { Button, Fieldset, JsonInput, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Theme } from '@rjsf/mantine';
import {
  type ArrayFieldTemplateProps,
  type ArrayFieldTitleProps,
  type DescriptionFieldProps,
  errorId,
  type FieldErrorProps,
  type FieldProps,
  type IconButtonProps,
  type ObjectFieldTemplateProps,
  titleId,
  type TitleFieldProps,
} from '@rjsf/utils';
import { type ComponentType, useState } from 'react';
import { formatJson } from '../../../format/json.js';
import classes from '../tools.module.css';

/** Titles are not headings: a form with many nested objects would hide the headings of the page. */
const FieldTitle = ({ id, title }: TitleFieldProps) => (
  <Text id={id} size="sm" fw={600} component="div">
    {title}
  </Text>
);

const ArrayTitle = ({ fieldPathId, title }: ArrayFieldTitleProps) => (
  <Text id={titleId(fieldPathId)} size="sm" fw={600} span>
    {title}
  </Text>
);

const Description = ({ id, description }: DescriptionFieldProps) =>
  description ? (
    <Text id={id} size="xs" c="dimmed" component="div" mb={4}>
      {description}
    </Text>
  ) : null;

const AddButton = ({ id, disabled, onClick }: IconButtonProps) => (
  <Button
    id={id}
    disabled={disabled}
    onClick={onClick}
    size="compact-sm"
    variant="default"
    leftSection={<IconPlus size={14} />}
  >
    Add
  </Button>
);

/** Inputs show their own problems; objects and lists need this place. */
const FieldErrors = ({ errors = [], schema, fieldPathId }: FieldErrorProps) =>
  errors.length > 0 && (schema.type === 'object' || schema.type === 'array') ? (
    <Text id={errorId(fieldPathId)} size="xs" c="var(--mantine-color-error)" component="div">
      {errors.map((error, index) => (
        <div key={index}>{error}</div>
      ))}
    </Text>
  ) : null;

const PlainObject = Theme.templates!.ObjectFieldTemplate as ComponentType<ObjectFieldTemplateProps>;

/** The fields of an object, to the right of a vertical line. */
const NestedObject = (props: ObjectFieldTemplateProps) => (
  <div className={props.fieldPathId.path.length > 0 ? classes['nested'] : undefined}>
    <PlainObject {...props} />
  </div>
);

function List({
  title,
  schema,
  uiSchema,
  required,
  fieldPathId,
  items,
  canAdd,
  onAddClick,
  registry,
  disabled,
  readonly,
}: ArrayFieldTemplateProps) {
  return (
    <Fieldset
      id={fieldPathId.$id}
      className={classes['nested']}
      variant="unstyled"
      legend={
        <ArrayTitle
          fieldPathId={fieldPathId}
          title={title}
          schema={schema}
          uiSchema={uiSchema}
          required={required}
          registry={registry}
        />
      }
    >
      <Description
        id={`${fieldPathId.$id}__description`}
        description={schema.description ?? ''}
        schema={schema}
        registry={registry}
      />
      {items}
      {canAdd && <AddButton registry={registry} onClick={onAddClick} disabled={disabled || readonly} />}
    </Fieldset>
  );
}

/** For values that no form field fits: any value, or a list with different kinds of items. */
function JsonField({ schema, name, required, formData, onChange, fieldPathId, rawErrors }: FieldProps) {
  const [text, setText] = useState(() => (formData === undefined ? '' : formatJson(formData)));
  const [problem, setProblem] = useState<string | null>(null);
  const type = (typed: string) => {
    setText(typed);
    try {
      onChange(typed.trim() === '' ? undefined : (JSON.parse(typed) as unknown), fieldPathId.path);
      setProblem(null);
    } catch {
      setProblem('This is not JSON, so it is not sent');
    }
  };
  return (
    <JsonInput
      id={fieldPathId.$id}
      label={schema.title ?? name}
      description={schema.description ?? 'JSON'}
      required={required}
      value={text}
      onChange={type}
      error={problem ?? rawErrors?.join('\n')}
      autosize
      minRows={1}
      maxRows={12}
      spellCheck={false}
    />
  );
}

export const formTheme = {
  ...Theme,
  fields: { ...Theme.fields, JsonField, FallbackField: JsonField },
  templates: {
    ...Theme.templates,
    TitleFieldTemplate: FieldTitle,
    ArrayFieldTitleTemplate: ArrayTitle,
    ArrayFieldTemplate: List,
    DescriptionFieldTemplate: Description,
    FieldErrorTemplate: FieldErrors,
    ObjectFieldTemplate: NestedObject,
    ButtonTemplates: { ...Theme.templates!.ButtonTemplates!, AddButton },
  },
} as typeof Theme;
