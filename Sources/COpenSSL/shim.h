// SHA256_Init() and its like keep their state in a plain structure and cannot fail, unlike the EVP functions that
// OpenSSL 3 prefers: those need a provider, which a machine's configuration may lack.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
