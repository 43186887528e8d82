import { Checkbox, FormSelect, FormSelectOption, InputGroup, InputGroupItem, Switch, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { sizeOf, unitOf, units, type UnitId } from './duration';
import type { Choice } from './table';
import { parseNumber, textOf, useTyped } from './useTyped';

interface ControlProps {
  id: string;
  value: unknown;
  /** Undefined takes the field out of the document. */
  onChange: (value: unknown) => void;
  describedBy?: string | undefined;
  label?: string | undefined;
  isInvalid?: boolean | undefined;
}

interface TextProps extends ControlProps {
  placeholder?: string | undefined;
  suggestions?: readonly string[] | undefined;
  pattern?: { of: RegExp; words: string } | undefined;
  isDisabled?: boolean | undefined;
  parse?: (text: string) => unknown;
}

export function TextControl({ id, value, onChange, describedBy, label, isInvalid, placeholder, suggestions = [], pattern, isDisabled = false, parse }: TextProps) {
  const typed = useTyped(textOf(value), (text) => ({ value: text === '' ? undefined : parse ? parse(text) : text }), onChange);
  const isOdd = pattern !== undefined && typed.text !== '' && !pattern.of.test(typed.text);
  return (
    <>
      <TextInput
        id={id}
        value={typed.text}
        onChange={(_, next) => typed.change(next)}
        onBlur={typed.leave}
        placeholder={placeholder ?? ''}
        isDisabled={isDisabled}
        validated={isInvalid === true || isOdd ? 'error' : 'default'}
        aria-invalid={isInvalid === true || isOdd}
        aria-describedby={describedBy}
        aria-label={label}
        list={suggestions.length > 0 ? `${id}-list` : undefined}
        autoComplete="off"
        spellCheck={false}
      />
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {isOdd && <p className="nx-small nx-form__odd">{pattern.words}</p>}
    </>
  );
}

interface NumberProps extends ControlProps {
  minimum?: number | undefined;
  maximum?: number | undefined;
  unit?: string | undefined;
}

export function NumberControl({ id, value, onChange, describedBy, label, isInvalid, minimum, maximum, unit }: NumberProps) {
  const typed = useTyped(textOf(value), parseNumber, onChange);
  const number = parseNumber(typed.text)?.value;
  const words = typed.isWrong
    ? 'A whole number.'
    : number !== undefined && minimum !== undefined && number < minimum
      ? `At least ${minimum}.`
      : number !== undefined && maximum !== undefined && number > maximum
        ? `At most ${maximum}.`
        : undefined;
  return (
    <>
      <div className="nx-row nx-row--one">
        <TextInput
          id={id}
          inputMode="numeric"
          className="nx-form__number"
          value={typed.text}
          onChange={(_, next) => typed.change(next)}
          onBlur={typed.leave}
          validated={isInvalid === true || words !== undefined ? 'error' : 'default'}
          aria-invalid={isInvalid === true || words !== undefined}
          aria-describedby={describedBy}
          aria-label={label}
          autoComplete="off"
        />
        {unit && <span className="nx-small nx-subtle">{unit}</span>}
      </div>
      {words && <p className="nx-small nx-form__odd">{words}</p>}
    </>
  );
}

export function DurationControl({ id, value, onChange, describedBy, isInvalid }: ControlProps) {
  const milliseconds = Number(value);
  const isSet = value !== undefined && Number.isFinite(milliseconds);
  const isEndless = isSet && milliseconds < 0;
  const [chosen, setChosen] = useState<UnitId | null>(null);
  // A unit that was chosen stays as long as it can tell the value.
  const unit = chosen !== null && (!isSet || milliseconds % sizeOf(chosen) === 0) ? chosen : unitOf(isSet ? milliseconds : 0);
  const shown = !isSet || isEndless ? '' : String(milliseconds / sizeOf(unit));
  const typed = useTyped(shown, parseNumber, (number) => onChange(number === undefined ? undefined : number * sizeOf(unit)));
  return (
    <div className="nx-stack nx-stack--tight">
      <InputGroup>
        <InputGroupItem>
          <TextInput
            id={id}
            inputMode="numeric"
            className="nx-form__number"
            value={typed.text}
            onChange={(_, next) => typed.change(next)}
            onBlur={typed.leave}
            isDisabled={isEndless}
            validated={isInvalid === true || typed.isWrong ? 'error' : 'default'}
            aria-describedby={describedBy}
            autoComplete="off"
          />
        </InputGroupItem>
        <InputGroupItem>
          <FormSelect
            id={`${id}-unit`}
            aria-label="Unit"
            value={unit}
            isDisabled={isEndless}
            onChange={(_, next) => {
              setChosen(next as UnitId);
              const number = parseNumber(typed.text)?.value;
              if (number !== undefined) onChange(number * sizeOf(next as UnitId));
            }}
          >
            {units.map(({ id: each, words }) => (
              <FormSelectOption key={each} value={each} label={words} />
            ))}
          </FormSelect>
        </InputGroupItem>
      </InputGroup>
      <Checkbox id={`${id}-endless`} label="Without a limit" isChecked={isEndless} onChange={(_, checked) => onChange(checked ? -1 : undefined)} />
    </div>
  );
}

export function ChoiceControl({ id, value, onChange, describedBy, label, isInvalid, choices, unset }: ControlProps & { choices: readonly Choice[]; unset?: string | undefined }) {
  const text = textOf(value);
  // What the document says stays a choice, known or not.
  const all = text === '' || choices.some((choice) => choice.value === text) ? choices : [{ value: text, label: text }, ...choices];
  return (
    <FormSelect id={id} value={text} onChange={(_, next) => onChange(next === '' ? undefined : next)} validated={isInvalid ? 'error' : 'default'} aria-describedby={describedBy} aria-label={label}>
      {(unset !== undefined || text === '') && <FormSelectOption value="" label={unset ?? 'Choose'} />}
      {all.map((choice) => (
        <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />
      ))}
    </FormSelect>
  );
}

export function ToggleControl({ id, value, onChange, describedBy, label }: ControlProps) {
  return <Switch id={id} isChecked={value === true} onChange={(_, checked) => onChange(checked)} aria-describedby={describedBy} aria-label={label ?? 'On'} />;
}

export function SeveralControl({ id, value, onChange, choices }: ControlProps & { choices: readonly string[] }) {
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const all = [...choices, ...chosen.filter((each) => !choices.includes(each))];
  return (
    <div className="nx-row nx-form__several">
      {all.map((each) => (
        <Checkbox
          key={each}
          id={`${id}-${each}`}
          label={each}
          isChecked={chosen.includes(each)}
          onChange={(_, checked) => {
            const next = checked ? [...chosen, each] : chosen.filter((other) => other !== each);
            onChange(next.length === 0 ? undefined : next);
          }}
        />
      ))}
    </div>
  );
}
