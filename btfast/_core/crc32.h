/* CRC32 as zlib counts it, eight bytes a step.
 *
 * Entry i of row t is the CRC of byte i followed by t zero bytes. It is linear in the bits of i, so eight
 * constants give a row.
 */
#ifndef BTFAST_CRC32_H
#define BTFAST_CRC32_H

#include <stddef.h>
#include <stdint.h>

#define BT_CRC_1(i, a, b, c, d, e, f, g, h) \
    (((i) & 1 ? a : 0) ^ ((i) & 2 ? b : 0) ^ ((i) & 4 ? c : 0) ^ ((i) & 8 ? d : 0) ^ \
     ((i) & 16 ? e : 0) ^ ((i) & 32 ? f : 0) ^ ((i) & 64 ? g : 0) ^ ((i) & 128 ? h : 0))
#define BT_CRC_4(i, a, b, c, d, e, f, g, h) \
    BT_CRC_1(i, a, b, c, d, e, f, g, h), BT_CRC_1((i) + 1, a, b, c, d, e, f, g, h), \
    BT_CRC_1((i) + 2, a, b, c, d, e, f, g, h), BT_CRC_1((i) + 3, a, b, c, d, e, f, g, h)
#define BT_CRC_16(i, a, b, c, d, e, f, g, h) \
    BT_CRC_4(i, a, b, c, d, e, f, g, h), BT_CRC_4((i) + 4, a, b, c, d, e, f, g, h), \
    BT_CRC_4((i) + 8, a, b, c, d, e, f, g, h), BT_CRC_4((i) + 12, a, b, c, d, e, f, g, h)
#define BT_CRC_64(i, a, b, c, d, e, f, g, h) \
    BT_CRC_16(i, a, b, c, d, e, f, g, h), BT_CRC_16((i) + 16, a, b, c, d, e, f, g, h), \
    BT_CRC_16((i) + 32, a, b, c, d, e, f, g, h), BT_CRC_16((i) + 48, a, b, c, d, e, f, g, h)
#define BT_CRC_256(a, b, c, d, e, f, g, h) \
    BT_CRC_64(0, a, b, c, d, e, f, g, h), BT_CRC_64(64, a, b, c, d, e, f, g, h), \
    BT_CRC_64(128, a, b, c, d, e, f, g, h), BT_CRC_64(192, a, b, c, d, e, f, g, h)

static const uint32_t bt_crc_table[8][256] = {
    {BT_CRC_256(0x77073096u, 0xee0e612cu, 0x076dc419u, 0x0edb8832u,
                0x1db71064u, 0x3b6e20c8u, 0x76dc4190u, 0xedb88320u)},
    {BT_CRC_256(0x191b3141u, 0x32366282u, 0x646cc504u, 0xc8d98a08u,
                0x4ac21251u, 0x958424a2u, 0xf0794f05u, 0x3b83984bu)},
    {BT_CRC_256(0x01c26a37u, 0x0384d46eu, 0x0709a8dcu, 0x0e1351b8u,
                0x1c26a370u, 0x384d46e0u, 0x709a8dc0u, 0xe1351b80u)},
    {BT_CRC_256(0xb8bc6765u, 0xaa09c88bu, 0x8f629757u, 0xc5b428efu,
                0x5019579fu, 0xa032af3eu, 0x9b14583du, 0xed59b63bu)},
    {BT_CRC_256(0x3d6029b0u, 0x7ac05360u, 0xf580a6c0u, 0x30704bc1u,
                0x60e09782u, 0xc1c12f04u, 0x58f35849u, 0xb1e6b092u)},
    {BT_CRC_256(0xcb5cd3a5u, 0x4dc8a10bu, 0x9b914216u, 0xec53826du,
                0x03d6029bu, 0x07ac0536u, 0x0f580a6cu, 0x1eb014d8u)},
    {BT_CRC_256(0xa6770bb4u, 0x979f1129u, 0xf44f2413u, 0x33ef4e67u,
                0x67de9cceu, 0xcfbd399cu, 0x440b7579u, 0x8816eaf2u)},
    {BT_CRC_256(0xccaa009eu, 0x4225077du, 0x844a0efau, 0xd3e51bb5u,
                0x7cbb312bu, 0xf9766256u, 0x299dc2edu, 0x533b85dau)},
};

static inline uint32_t bt_crc32(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    uint32_t crc = 0xffffffffu;
    for (; n >= 8; n -= 8, p += 8) {
        uint32_t low = crc ^ (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
        crc = bt_crc_table[7][low & 255] ^ bt_crc_table[6][low >> 8 & 255]
            ^ bt_crc_table[5][low >> 16 & 255] ^ bt_crc_table[4][low >> 24]
            ^ bt_crc_table[3][p[4]] ^ bt_crc_table[2][p[5]] ^ bt_crc_table[1][p[6]] ^ bt_crc_table[0][p[7]];
    }
    for (; n > 0; n--, p++)
        crc = bt_crc_table[0][(crc ^ *p) & 255] ^ crc >> 8;
    return ~crc;
}

#endif
