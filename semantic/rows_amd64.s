#include "textflag.h"

// Rows of floats, eight lanes at a time, in the order of the plain functions of encoder.go, without fused multiply-add: the
// same bits. Lengths are multiples of 32.

DATA absolute<>+0(SB)/4, $0x7fffffff
GLOBL absolute<>(SB), RODATA|NOPTR, $4
DATA half128<>+0(SB)/4, $0x43008000 // 128.5
GLOBL half128<>(SB), RODATA|NOPTR, $4
DATA eight<>+0(SB)/4, $8
GLOBL eight<>(SB), RODATA|NOPTR, $4
DATA fifteen<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA fifteen<>+8(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL fifteen<>(SB), RODATA|NOPTR, $16
DATA order<>+0(SB)/4, $0
DATA order<>+4(SB)/4, $4
DATA order<>+8(SB)/4, $1
DATA order<>+12(SB)/4, $5
DATA order<>+16(SB)/4, $2
DATA order<>+20(SB)/4, $6
DATA order<>+24(SB)/4, $3
DATA order<>+28(SB)/4, $7
GLOBL order<>(SB), RODATA|NOPTR, $32

// func largestAVX2(x *float32, n int) float32
TEXT ·largestAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSS absolute<>(SB), Y15
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
largestloop:
	VANDPS 0(SI), Y15, Y2
	VANDPS 32(SI), Y15, Y3
	VMAXPS Y2, Y0, Y0
	VMAXPS Y3, Y1, Y1
	ADDQ $64, SI
	SUBQ $16, CX
	JNZ largestloop
	VMAXPS Y1, Y0, Y0
	VEXTRACTF128 $1, Y0, X1
	VMAXPS X1, X0, X0
	VPERMILPS $0x4e, X0, X1
	VMAXPS X1, X0, X0
	VPERMILPS $0xb1, X0, X1
	VMAXPS X1, X0, X0
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// func quantizeAVX2(q *byte, x *float32, n int, inv float32)
TEXT ·quantizeAVX2(SB), NOSPLIT, $0-28
	MOVQ q+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS inv+24(FP), Y14
	VBROADCASTSS half128<>(SB), Y15
	VMOVDQU order<>(SB), Y13
quantizeloop:
	VMULPS 0(SI), Y14, Y0
	VMULPS 32(SI), Y14, Y1
	VMULPS 64(SI), Y14, Y2
	VMULPS 96(SI), Y14, Y3
	VADDPS Y15, Y0, Y0
	VADDPS Y15, Y1, Y1
	VADDPS Y15, Y2, Y2
	VADDPS Y15, Y3, Y3
	VCVTTPS2DQ Y0, Y0
	VCVTTPS2DQ Y1, Y1
	VCVTTPS2DQ Y2, Y2
	VCVTTPS2DQ Y3, Y3
	VPACKUSDW Y1, Y0, Y0
	VPACKUSDW Y3, Y2, Y2
	VPACKUSWB Y2, Y0, Y0
	VPERMD Y0, Y13, Y0
	VMOVDQU Y0, (DI)
	ADDQ $128, SI
	ADDQ $32, DI
	SUBQ $32, CX
	JNZ quantizeloop
	VZEROUPPER
	RET

// func rescaleAVX2(x *float32, acc *int32, sums *int32, scales *float32, bias *float32, n int, scale float32)
TEXT ·rescaleAVX2(SB), NOSPLIT, $0-52
	MOVQ x+0(FP), DI
	MOVQ acc+8(FP), SI
	MOVQ sums+16(FP), R8
	MOVQ scales+24(FP), R9
	MOVQ bias+32(FP), R10
	MOVQ n+40(FP), CX
	VBROADCASTSS scale+48(FP), Y15
	XORQ AX, AX
	SHLQ $2, CX
rescaleloop:
	VMOVDQU (R8)(AX*1), Y1
	VPSLLD $7, Y1, Y1
	VMOVDQU (SI)(AX*1), Y0
	VPSUBD Y1, Y0, Y0
	VCVTDQ2PS Y0, Y0
	VMULPS (R9)(AX*1), Y15, Y2
	VMULPS Y2, Y0, Y0
	VADDPS (R10)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	ADDQ $32, AX
	CMPQ AX, CX
	JNE rescaleloop
	VZEROUPPER
	RET

// func convolvedAVX2(to, in *float32, acc *int32, sums *int32, scales *float32, bias *float32, n int, scale float32)
TEXT ·convolvedAVX2(SB), NOSPLIT, $0-60
	MOVQ to+0(FP), DI
	MOVQ in+8(FP), BX
	MOVQ acc+16(FP), SI
	MOVQ sums+24(FP), R8
	MOVQ scales+32(FP), R9
	MOVQ bias+40(FP), R10
	MOVQ n+48(FP), CX
	VBROADCASTSS scale+56(FP), Y15
	VXORPS Y14, Y14, Y14
	XORQ AX, AX
	SHLQ $2, CX
convolvedloop:
	VMOVDQU (R8)(AX*1), Y1
	VPSLLD $7, Y1, Y1
	VMOVDQU (SI)(AX*1), Y0
	VPSUBD Y1, Y0, Y0
	VCVTDQ2PS Y0, Y0
	VMULPS (R9)(AX*1), Y15, Y2
	VMULPS Y2, Y0, Y0
	VADDPS (R10)(AX*1), Y0, Y0
	VMAXPS Y14, Y0, Y0
	VADDPS (BX)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	ADDQ $32, AX
	CMPQ AX, CX
	JNE convolvedloop
	VZEROUPPER
	RET

// func sumAVX2(x *float32, n int) float32
TEXT ·sumAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VXORPS Y0, Y0, Y0
sumloop:
	VADDPS (SI), Y0, Y0
	ADDQ $32, SI
	SUBQ $8, CX
	JNZ sumloop
	VEXTRACTF128 $1, Y0, X1
	VADDPS X1, X0, X0
	VPERMILPS $0x4e, X0, X1
	VADDPS X1, X0, X0
	VPERMILPS $0xb1, X0, X1
	VADDPS X1, X0, X0
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// func centerAVX2(x *float32, n int, mean float32) float32
//
// Takes mean from each, in place, and sums the squares.
TEXT ·centerAVX2(SB), NOSPLIT, $0-28
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSS mean+16(FP), Y15
	VXORPS Y0, Y0, Y0
centerloop:
	VMOVUPS (SI), Y1
	VSUBPS Y15, Y1, Y1
	VMOVUPS Y1, (SI)
	VMULPS Y1, Y1, Y1
	VADDPS Y1, Y0, Y0
	ADDQ $32, SI
	SUBQ $8, CX
	JNZ centerloop
	VEXTRACTF128 $1, Y0, X1
	VADDPS X1, X0, X0
	VPERMILPS $0x4e, X0, X1
	VADDPS X1, X0, X0
	VPERMILPS $0xb1, X0, X1
	VADDPS X1, X0, X0
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// func affineAVX2(x, gamma, beta *float32, n int, inv float32)
TEXT ·affineAVX2(SB), NOSPLIT, $0-36
	MOVQ x+0(FP), DI
	MOVQ gamma+8(FP), SI
	MOVQ beta+16(FP), R8
	MOVQ n+24(FP), CX
	VBROADCASTSS inv+32(FP), Y15
	XORQ AX, AX
	SHLQ $2, CX
affineloop:
	VMULPS (DI)(AX*1), Y15, Y0
	VMULPS (SI)(AX*1), Y0, Y0
	VADDPS (R8)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	ADDQ $32, AX
	CMPQ AX, CX
	JNE affineloop
	VZEROUPPER
	RET

// func addAVX2(to, x *float32, n int)
TEXT ·addAVX2(SB), NOSPLIT, $0-24
	MOVQ to+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
addloop:
	VMOVUPS (DI), Y0
	VADDPS (SI), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	SUBQ $8, CX
	JNZ addloop
	VZEROUPPER
	RET

// func unpackAVX2(x *float32, packed *byte, scale float32)
//
// 64 numbers of 4 bits, the low ones first, less 8, times scale.
TEXT ·unpackAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), DI
	MOVQ packed+8(FP), SI
	VBROADCASTSS scale+16(FP), Y15
	VPBROADCASTD eight<>(SB), Y14
	VMOVDQU fifteen<>(SB), X13
	MOVQ $2, CX
unpackloop:
	VMOVDQU (SI), X0
	VPSRLW $4, X0, X1
	VPAND X13, X0, X0
	VPAND X13, X1, X1
	VPUNPCKLBW X1, X0, X2
	VPUNPCKHBW X1, X0, X3
	VPMOVZXBD X2, Y4
	VPSRLDQ $8, X2, X2
	VPMOVZXBD X2, Y5
	VPMOVZXBD X3, Y6
	VPSRLDQ $8, X3, X3
	VPMOVZXBD X3, Y7
	VPSUBD Y14, Y4, Y4
	VPSUBD Y14, Y5, Y5
	VPSUBD Y14, Y6, Y6
	VPSUBD Y14, Y7, Y7
	VCVTDQ2PS Y4, Y4
	VCVTDQ2PS Y5, Y5
	VCVTDQ2PS Y6, Y6
	VCVTDQ2PS Y7, Y7
	VMULPS Y15, Y4, Y4
	VMULPS Y15, Y5, Y5
	VMULPS Y15, Y6, Y6
	VMULPS Y15, Y7, Y7
	VMOVUPS Y4, (DI)
	VMOVUPS Y5, 32(DI)
	VMOVUPS Y6, 64(DI)
	VMOVUPS Y7, 96(DI)
	ADDQ $16, SI
	ADDQ $128, DI
	DECQ CX
	JNZ unpackloop
	VZEROUPPER
	RET
