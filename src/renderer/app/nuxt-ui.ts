import type { NuxtUIOptions } from '@nuxt/ui/unplugin';

/**
 * How Nuxt UI's components look here: the sizes and colours of the theme. Read by the build, which compiles it into the bundle;
 * icons are taken from the installed Lucide collection at build time, so that none is fetched at run time.
 */
export const nuxtUi: NuxtUIOptions = {
  autoImport: false,
  components: false,
  dts: false,
  colorMode: false,
  icon: { clientBundle: { scan: { globInclude: ['src/renderer/**/*.{ts,vue}'] }, sizeLimitKb: 512 } },
  ui: {
    colors: { primary: 'indigo', neutral: 'zinc', success: 'teal', warning: 'amber', error: 'red', info: 'indigo' },
    button: {
      slots: { base: 'whitespace-nowrap select-none', leadingIcon: 'stroke-[1.75]', trailingIcon: 'stroke-[1.75]' },
      variants: {
        size: {
          xs: { base: 'h-6 px-2 py-0 text-xs gap-1', leadingIcon: 'size-3.5', trailingIcon: 'size-3.5' },
          sm: { base: 'h-7 px-2.5 py-0 text-sm gap-1.5', leadingIcon: 'size-3.5', trailingIcon: 'size-3.5' },
          md: { base: 'h-8 px-3 py-0 text-sm gap-2', leadingIcon: 'size-4', trailingIcon: 'size-4' },
          lg: { base: 'h-9 px-4 py-0 text-sm gap-2', leadingIcon: 'size-4', trailingIcon: 'size-4' },
        },
      },
      compoundVariants: [
        { color: 'primary', variant: 'solid', class: 'bg-accent-solid text-on-accent hover:bg-accent-solid-hover active:bg-accent-solid-hover disabled:bg-accent-solid' },
        { color: 'primary', variant: 'soft', class: 'bg-accent-soft text-accent ring ring-inset ring-accent-line hover:bg-accent-soft hover:ring-accent' },
        { color: 'primary', variant: 'link', class: 'h-auto p-0 text-accent hover:text-accent hover:underline underline-offset-3' },
        { color: 'neutral', variant: 'link', class: 'h-auto p-0 text-ink-2 hover:text-ink' },
        { color: 'neutral', variant: 'outline', class: 'bg-panel text-ink ring ring-inset ring-line-2 hover:bg-hover active:bg-active' },
        { color: 'neutral', variant: 'ghost', class: 'text-ink-2 hover:bg-hover hover:text-ink active:bg-active' },
        { color: 'error', variant: 'outline', class: 'bg-panel text-bad ring ring-inset ring-bad-line hover:bg-bad-soft active:bg-bad-soft' },
        { color: 'error', variant: 'solid', class: 'bg-[#b91c1c] text-white hover:bg-[#991b1b] active:bg-[#991b1b]' },
        { square: true, size: 'xs', class: 'w-6 p-0 justify-center' },
        { square: true, size: 'sm', class: 'w-7 p-0 justify-center' },
        { square: true, size: 'md', class: 'w-8 p-0 justify-center' },
        { square: true, size: 'lg', class: 'w-9 p-0 justify-center' },
      ],
      defaultVariants: { color: 'neutral', variant: 'outline', size: 'md' },
    },
    slideover: {
      slots: {
        overlay: 'bg-black/20 dark:bg-black/50',
        content: 'shadow-(--shadow) sm:shadow-(--shadow)',
        header: 'h-11 min-h-11 px-4 py-0 sm:px-4',
        body: 'p-0 sm:p-0',
        footer: 'p-3 sm:p-3',
        title: 'text-base font-semibold',
        close: 'top-2 end-2',
      },
    },
    modal: {
      slots: {
        header: 'min-h-11 px-4 py-3 sm:px-4',
        body: 'p-4 sm:p-4',
        footer: 'p-3 sm:px-4 justify-end',
        title: 'text-base font-semibold',
        description: 'text-ink-2',
        close: 'top-2 end-2',
      },
      variants: { overlay: { true: { overlay: 'bg-black/25 dark:bg-black/55' } }, fullscreen: { false: { content: 'rounded-lg shadow-(--shadow) ring ring-line-2' } } },
    },
    commandPalette: {
      slots: { itemLeadingIcon: 'text-ink-3', group: 'p-1.5' },
      variants: { size: { md: { input: '[&>input]:h-11', item: 'px-2 py-1.5 text-sm gap-2.5', itemLeadingIcon: 'size-4 mt-0.5', label: 'px-2 py-1 text-xs font-medium text-ink-3' } } },
    },
    dropdownMenu: {
      slots: { content: 'shadow-(--shadow) ring-line-2 min-w-40', label: 'font-medium text-ink-3' },
      variants: { size: { md: { item: 'px-2 py-1.5 text-sm gap-2', itemLeadingIcon: 'size-4 mt-0.5', itemTrailingIcon: 'size-4 mt-0.5', label: 'px-2 py-1 text-xs' } } },
    },
    select: {
      slots: { content: 'shadow-(--shadow) ring-line-2 min-w-fit' },
      variants: {
        size: {
          sm: { base: 'h-7 py-0 ps-2.5 pe-7 text-sm gap-1.5', trailing: 'pe-2', trailingIcon: 'size-3.5', item: 'px-2 py-1 text-sm gap-2', itemTrailingIcon: 'size-3.5', label: 'px-2 py-1 text-xs' },
          md: { base: 'h-8 py-0 ps-3 pe-8 text-sm', trailing: 'pe-2.5', trailingIcon: 'size-3.5', item: 'px-2 py-1.5 text-sm gap-2', itemTrailingIcon: 'size-4', label: 'px-2 py-1 text-xs' },
        },
      },
    },
    selectMenu: {
      slots: { content: 'shadow-(--shadow) ring-line-2 min-w-fit' },
      variants: {
        size: {
          sm: { base: 'h-7 py-0 ps-2.5 pe-7 text-sm gap-1.5', trailing: 'pe-2', trailingIcon: 'size-3.5', item: 'px-2 py-1 text-sm gap-2', itemTrailingIcon: 'size-3.5', label: 'px-2 py-1 text-xs' },
          md: { base: 'h-8 py-0 ps-3 pe-8 text-sm', trailing: 'pe-2.5', trailingIcon: 'size-3.5', item: 'px-2 py-1.5 text-sm gap-2', itemTrailingIcon: 'size-4', label: 'px-2 py-1 text-xs' },
        },
      },
    },
    input: {
      variants: {
        size: {
          sm: { base: 'h-7 py-0 px-2.5 text-sm/5' },
          md: { base: 'h-8 py-0 px-3 text-sm/5', leadingIcon: 'size-4', trailingIcon: 'size-4' },
        },
      },
    },
    tooltip: {
      slots: { content: 'h-auto max-w-72 px-3 py-2 rounded-lg ring-line-2 shadow-(--shadow) text-xs leading-[18px] font-normal', text: 'whitespace-pre-line overflow-visible' },
    },
    popover: { slots: { content: 'shadow-(--shadow) ring-line-2 rounded-lg' } },
    kbd: { base: 'normal-case', variants: { size: { sm: 'text-xs px-1 h-5 min-w-5' } } },
    slider: {
      slots: { track: 'bg-track', thumb: 'bg-panel ring-1 ring-axis dark:bg-white dark:ring-white shadow-xs' },
      compoundVariants: [{ orientation: 'horizontal', size: 'sm', class: { track: 'h-1' } }, { color: 'primary', class: { range: 'bg-accent-solid', thumb: 'ring-axis dark:ring-white' } }],
      defaultVariants: { size: 'sm' },
    },
    switch: {
      slots: { base: 'data-[state=unchecked]:bg-axis', thumb: 'bg-white' },
      variants: { size: { sm: { base: 'w-7', container: 'h-5', thumb: 'size-3 data-[state=checked]:translate-x-3 data-[state=checked]:rtl:-translate-x-3', label: 'text-sm', description: 'text-xs' } }, color: { primary: { base: 'data-[state=checked]:bg-accent-solid' } } },
      defaultVariants: { size: 'sm' },
    },
    toast: { slots: { root: 'rounded-lg ring-line-2 shadow-(--shadow) p-3', title: 'text-sm font-semibold', description: 'text-xs text-ink-2' } },
  },
};
