import type { CatalogDescription } from '../../shared/schema/definition.ts';
import type { ParameterDescription } from '../../shared/schema/kinds/index.ts';

/** What every control of a form gets; it answers with `update:modelValue`, undefined = left out. */
export interface ControlProps<D extends ParameterDescription> {
  readonly description: D;
  readonly modelValue: unknown;
  /** The words that name the control. */
  readonly label: string;
  readonly catalog: CatalogDescription;
  readonly disabled?: boolean;
  /** Element that says what is wrong or helps. */
  readonly describedBy?: string;
}
