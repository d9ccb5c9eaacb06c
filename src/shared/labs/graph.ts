import { functions, type Expression, type FunctionName, type Operator } from './expression.ts';

/**
 * A formula as a computational graph, and backpropagation through it, node by node. A variable is one node however often it
 * stands in the formula; what flows back to it is the sum over all places.
 */
export type GraphNode =
  | { readonly kind: 'variable'; readonly name: string; readonly inputs: readonly number[] }
  | { readonly kind: 'number'; readonly value: number; readonly inputs: readonly number[] }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly inputs: readonly [number, number] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly inputs: readonly [number] };

/** Nodes in an order in which each stands after its inputs; the last is the result. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly variables: readonly string[];
}

export function toGraph(expression: Expression): Graph {
  const nodes: GraphNode[] = [];
  const places = new Map<string, number>();
  const variables: string[] = [];
  const add = (node: GraphNode): number => nodes.push(node) - 1;
  const visit = (part: Expression): number => {
    switch (part.kind) {
      case 'number':
        return add({ kind: 'number', value: part.value, inputs: [] });
      case 'variable': {
        const known = places.get(part.name);
        if (known !== undefined) return known;
        variables.push(part.name);
        const place = add({ kind: 'variable', name: part.name, inputs: [] });
        places.set(part.name, place);
        return place;
      }
      case 'operation': {
        const left = visit(part.left);
        const right = visit(part.right);
        return add({ kind: 'operation', operator: part.operator, inputs: [left, right] });
      }
      case 'call':
        return add({ kind: 'call', name: part.name, inputs: [visit(part.argument)] });
    }
  };
  visit(expression);
  return { nodes, variables };
}

/** Value of every node, by its place. NaN and infinity come through as they are. */
export function forward(graph: Graph, values: Readonly<Record<string, number>>): number[] {
  const out: number[] = [];
  for (const node of graph.nodes) {
    switch (node.kind) {
      case 'variable':
        out.push(values[node.name] ?? NaN);
        break;
      case 'number':
        out.push(node.value);
        break;
      case 'operation':
        out.push(operate(node.operator, out[node.inputs[0]], out[node.inputs[1]]));
        break;
      case 'call':
        out.push(functions[node.name].value(out[node.inputs[0]]));
        break;
    }
  }
  return out;
}

function operate(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
  }
}

/** ∂(node)/∂(each input), at the values of the forward pass. */
export function localDerivatives(node: GraphNode, value: number, inputs: readonly number[]): number[] {
  switch (node.kind) {
    case 'variable':
    case 'number':
      return [];
    case 'call':
      return [functions[node.name].derivative(inputs[0], value)];
    case 'operation': {
      const [a, b] = inputs;
      switch (node.operator) {
        case '+':
          return [1, 1];
        case '-':
          return [1, -1];
        case '*':
          return [b, a];
        case '/':
          return [1 / b, -a / (b * b)];
        case '^':
          // The exponent's derivative a^b·ln a exists for a > 0 only; a fixed exponent never asks for it.
          return [b === 0 ? 0 : b * a ** (b - 1), a > 0 ? value * Math.log(a) : 0];
      }
    }
  }
}

/** What flows back: ∂result/∂node for every node, and the share that goes down each edge. */
export interface Backward {
  readonly gradients: readonly number[];
  /** By node, one number per input: gradient · local derivative. */
  readonly edges: readonly (readonly number[])[];
}

export function backward(graph: Graph, values: readonly number[]): Backward {
  const gradients = graph.nodes.map(() => 0);
  const edges: number[][] = graph.nodes.map(() => []);
  if (graph.nodes.length > 0) gradients[graph.nodes.length - 1] = 1;
  for (let place = graph.nodes.length - 1; place >= 0; place--) {
    const node = graph.nodes[place];
    const locals = localDerivatives(
      node,
      values[place],
      node.inputs.map((input) => values[input]),
    );
    node.inputs.forEach((input, i) => {
      const share = gradients[place] * locals[i];
      edges[place].push(share);
      gradients[input] += share;
    });
  }
  return { gradients, edges };
}

/** The value of a formula and its gradient by the variables asked for (0 where one does not stand in it). */
export function valueAndGradient(graph: Graph, values: Readonly<Record<string, number>>, by: readonly string[]): { value: number; gradient: number[] } {
  const out = forward(graph, values);
  const { gradients } = backward(graph, out);
  const gradient = by.map((name) => {
    const place = graph.nodes.findIndex((node) => node.kind === 'variable' && node.name === name);
    return place < 0 ? 0 : gradients[place];
  });
  return { value: out.at(-1) ?? NaN, gradient };
}

/** Where nodes stand in a drawing: columns from the inputs to the result, rows so that edges cross little. */
export interface Placed {
  readonly column: number;
  readonly row: number;
}

/**
 * Places in a layered drawing. The column of a node is the longest way to it from an input; numbers and variables move right, next to
 * what first uses them, so that no line runs through another node. Rows are settled by the mean row of the neighbours, a few sweeps back and forth.
 */
export function layout(graph: Graph): { places: Placed[]; columns: number; rows: number } {
  const { nodes } = graph;
  const column = nodes.map(() => 0);
  nodes.forEach((node, place) => {
    column[place] = node.inputs.length === 0 ? 0 : Math.max(...node.inputs.map((input) => column[input])) + 1;
  });
  const users = nodes.map((_, place) => nodes.flatMap((node, at) => (node.inputs.includes(place) ? [at] : [])));
  nodes.forEach((node, place) => {
    if (node.inputs.length === 0 && users[place].length > 0) column[place] = Math.min(...users[place].map((at) => column[at])) - 1;
  });
  const columns = Math.max(0, ...column) + 1;
  const order = Array.from({ length: columns }, (_, c) => nodes.map((_node, place) => place).filter((place) => column[place] === c));
  const row = nodes.map((_, place) => order[column[place]].indexOf(place));
  const height = Math.max(1, ...order.map((places) => places.length));
  const spread = () => {
    for (const places of order) {
      // Equal distances, centred in the height of the fullest column.
      const gap = height / places.length;
      places.forEach((place, i) => (row[place] = (i + 0.5) * gap - 0.5));
    }
  };
  spread();
  const centre = (list: readonly number[], own: number) => (list.length === 0 ? own : list.reduce((sum, place) => sum + row[place], 0) / list.length);
  for (let sweep = 0; sweep < 8; sweep++) {
    const sequence = sweep % 2 === 0 ? order : [...order].reverse();
    for (const places of sequence) {
      const wish = new Map(places.map((place) => [place, centre(sweep % 2 === 0 && nodes[place].inputs.length > 0 ? nodes[place].inputs : users[place], row[place])]));
      places.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    }
    spread();
  }
  return { places: nodes.map((_, place) => ({ column: column[place], row: row[place] })), columns, rows: height };
}
