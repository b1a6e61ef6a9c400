import vue from '@vitejs/plugin-vue';

/** Vue has to know which tags are not its own. */
export default {
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'frontdesk-chat' } } })],
};
