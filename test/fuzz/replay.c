/* Runs a fuzz target on the files given: the corpus, without clang. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
main(int n_args, char **args)
{
    static uint8_t data[1 << 20];
    for (int i = 1; i < n_args; i++) {
        FILE *f = fopen(args[i], "rb");
        if (f == NULL) {
            perror(args[i]);
            return EXIT_FAILURE;
        }
        size_t n = fread(data, 1, sizeof data, f);
        fclose(f);
        uint8_t *exact = malloc(n + (n == 0)); /* so that ASan sees its end */
        for (size_t k = 0; k < n; k++)
            exact[k] = data[k];
        LLVMFuzzerTestOneInput(exact, n);
        free(exact);
    }
    printf("%d inputs\n", n_args - 1);
    return EXIT_SUCCESS;
}
