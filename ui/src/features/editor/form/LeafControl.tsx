import type { FieldShape, KindFields } from '@/api/types';
import { valueAt } from '@/shared/lib/pointer';
import { ChoiceControl, NumberControl, SeveralControl, TextControl, ToggleControl } from './controls';
import { useForm } from './model';
import { ListControl, MapControl } from './rows';
import { itemsOf } from './shapes';
import { parseScalar } from './useTyped';

/** The control that a field's type asks for. */
export function LeafControl({ id, pointer, shape, fields }: { id: string; pointer: string; shape: FieldShape; fields: KindFields }) {
  const form = useForm();
  const value = valueAt(form.value, pointer);
  // A field that is taken out here is gone from the tree, so an empty one stays until it is removed.
  const common = { id, value, onChange: (next: unknown) => form.set(pointer, next ?? '') };
  const rows = { id, pointer, value, item: 'Entry', onSet: form.set, onPatch: form.patch };
  const items = itemsOf(fields, shape);
  const { limits } = shape;
  if (shape.type === 'array') {
    if (items?.limits?.values.length) return <SeveralControl {...common} onChange={(next) => form.set(pointer, next ?? [])} choices={items.limits.values} />;
    return <ListControl {...rows} parse={items?.type === 'string' ? asText : parseScalar} />;
  }
  if (shape.type === 'object' || shape.type === 'any') return <MapControl {...rows} isText={items?.type === 'string'} />;
  if (limits?.values.length) return <ChoiceControl {...common} choices={limits.values.map((each) => ({ value: each, label: each }))} />;
  if (shape.type === 'boolean') return <ToggleControl {...common} label={pointer.split('/').at(-1)} />;
  if (shape.type === 'integer') return <NumberControl {...common} onChange={(next) => form.set(pointer, next)} minimum={limits?.minimum ?? undefined} maximum={limits?.maximum ?? undefined} />;
  return <TextControl {...common} parse={shape.type === 'string' ? asText : parseScalar} />;
}

const asText = (text: string): unknown => text;
