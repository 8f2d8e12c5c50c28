/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = {};

export const raftwork = $root.raftwork = (() => {

    /**
     * Namespace raftwork.
     * @exports raftwork
     * @namespace
     */
    const raftwork = {};

    raftwork.KnownNode = (function() {

        /**
         * Properties of a KnownNode.
         * @typedef {Object} raftwork.KnownNode.$Properties
         * @property {string|null} [nodeId] KnownNode nodeId
         * @property {string|null} [address] KnownNode address
         * @property {number|null} [saidAt] KnownNode saidAt
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a KnownNode.
         * @memberof raftwork
         * @interface IKnownNode
         * @augments raftwork.KnownNode.$Properties
         * @deprecated Use raftwork.KnownNode.$Properties instead.
         */

        /**
         * Shape of a KnownNode.
         * @typedef {raftwork.KnownNode.$Properties} raftwork.KnownNode.$Shape
         */

        /**
         * Constructs a new KnownNode.
         * @memberof raftwork
         * @classdesc Represents a KnownNode.
         * @constructor
         * @param {raftwork.KnownNode.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const KnownNode = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * KnownNode nodeId.
         * @member {string} nodeId
         * @memberof raftwork.KnownNode
         * @instance
         */
        KnownNode.prototype.nodeId = "";

        /**
         * KnownNode address.
         * @member {string} address
         * @memberof raftwork.KnownNode
         * @instance
         */
        KnownNode.prototype.address = "";

        /**
         * KnownNode saidAt.
         * @member {number} saidAt
         * @memberof raftwork.KnownNode
         * @instance
         */
        KnownNode.prototype.saidAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified KnownNode message. Does not implicitly {@link raftwork.KnownNode.verify|verify} messages.
         * @function encode
         * @memberof raftwork.KnownNode
         * @static
         * @param {raftwork.KnownNode.$Properties} message KnownNode message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        KnownNode.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.address);
            if (message.saidAt != null && $Object.hasOwnProperty.call(message, "saidAt") && (typeof message.saidAt === "object" ? message.saidAt.low || message.saidAt.high : message.saidAt !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.saidAt);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a KnownNode message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.KnownNode
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.KnownNode & raftwork.KnownNode.$Shape} KnownNode
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        KnownNode.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.KnownNode();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.address = value;
                        else
                            delete message.address;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.saidAt = value;
                        else
                            delete message.saidAt;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return KnownNode;
    })();

    raftwork.HelloRequest = (function() {

        /**
         * Properties of a HelloRequest.
         * @typedef {Object} raftwork.HelloRequest.$Properties
         * @property {raftwork.KnownNode.$Properties|null} [self] HelloRequest self
         * @property {number|null} [incarnation] HelloRequest incarnation
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HelloRequest.
         * @memberof raftwork
         * @interface IHelloRequest
         * @augments raftwork.HelloRequest.$Properties
         * @deprecated Use raftwork.HelloRequest.$Properties instead.
         */

        /**
         * Shape of a HelloRequest.
         * @typedef {raftwork.HelloRequest.$Properties} raftwork.HelloRequest.$Shape
         */

        /**
         * Constructs a new HelloRequest.
         * @memberof raftwork
         * @classdesc Represents a HelloRequest.
         * @constructor
         * @param {raftwork.HelloRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HelloRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HelloRequest self.
         * @member {raftwork.KnownNode.$Properties|null|undefined} self
         * @memberof raftwork.HelloRequest
         * @instance
         */
        HelloRequest.prototype.self = null;

        /**
         * HelloRequest incarnation.
         * @member {number} incarnation
         * @memberof raftwork.HelloRequest
         * @instance
         */
        HelloRequest.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified HelloRequest message. Does not implicitly {@link raftwork.HelloRequest.verify|verify} messages.
         * @function encode
         * @memberof raftwork.HelloRequest
         * @static
         * @param {raftwork.HelloRequest.$Properties} message HelloRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HelloRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.self != null && $Object.hasOwnProperty.call(message, "self"))
                $root.raftwork.KnownNode.encode(message.self, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HelloRequest message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.HelloRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.HelloRequest & raftwork.HelloRequest.$Shape} HelloRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HelloRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.HelloRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.self = $root.raftwork.KnownNode.decode(reader, reader.size(), $undefined, _depth + 1, message.self);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HelloRequest;
    })();

    raftwork.HelloAnswer = (function() {

        /**
         * Properties of a HelloAnswer.
         * @typedef {Object} raftwork.HelloAnswer.$Properties
         * @property {string|null} [clusterId] HelloAnswer clusterId
         * @property {number|null} [incarnation] HelloAnswer incarnation
         * @property {raftwork.KnownNode.$Properties|null} [self] HelloAnswer self
         * @property {Array.<raftwork.KnownNode.$Properties>|null} [known] HelloAnswer known
         * @property {boolean|null} [removed] HelloAnswer removed
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HelloAnswer.
         * @memberof raftwork
         * @interface IHelloAnswer
         * @augments raftwork.HelloAnswer.$Properties
         * @deprecated Use raftwork.HelloAnswer.$Properties instead.
         */

        /**
         * Shape of a HelloAnswer.
         * @typedef {raftwork.HelloAnswer.$Properties} raftwork.HelloAnswer.$Shape
         */

        /**
         * Constructs a new HelloAnswer.
         * @memberof raftwork
         * @classdesc Represents a HelloAnswer.
         * @constructor
         * @param {raftwork.HelloAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HelloAnswer = function (properties) {
            this.known = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HelloAnswer clusterId.
         * @member {string} clusterId
         * @memberof raftwork.HelloAnswer
         * @instance
         */
        HelloAnswer.prototype.clusterId = "";

        /**
         * HelloAnswer incarnation.
         * @member {number} incarnation
         * @memberof raftwork.HelloAnswer
         * @instance
         */
        HelloAnswer.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * HelloAnswer self.
         * @member {raftwork.KnownNode.$Properties|null|undefined} self
         * @memberof raftwork.HelloAnswer
         * @instance
         */
        HelloAnswer.prototype.self = null;

        /**
         * HelloAnswer known.
         * @member {Array.<raftwork.KnownNode.$Properties>} known
         * @memberof raftwork.HelloAnswer
         * @instance
         */
        HelloAnswer.prototype.known = $util.emptyArray;

        /**
         * HelloAnswer removed.
         * @member {boolean} removed
         * @memberof raftwork.HelloAnswer
         * @instance
         */
        HelloAnswer.prototype.removed = false;

        /**
         * Encodes the specified HelloAnswer message. Does not implicitly {@link raftwork.HelloAnswer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.HelloAnswer
         * @static
         * @param {raftwork.HelloAnswer.$Properties} message HelloAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HelloAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.clusterId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
            if (message.self != null && $Object.hasOwnProperty.call(message, "self"))
                $root.raftwork.KnownNode.encode(message.self, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.known != null && message.known.length)
                for (let i = 0; i < message.known.length; ++i)
                    $root.raftwork.KnownNode.encode(message.known[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.removed != null && $Object.hasOwnProperty.call(message, "removed") && message.removed !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.removed);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HelloAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.HelloAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.HelloAnswer & raftwork.HelloAnswer.$Shape} HelloAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HelloAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.HelloAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.clusterId = value;
                        else
                            delete message.clusterId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.self = $root.raftwork.KnownNode.decode(reader, reader.size(), $undefined, _depth + 1, message.self);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.known && message.known.length))
                            message.known = [];
                        message.known.push($root.raftwork.KnownNode.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.removed = value;
                        else
                            delete message.removed;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HelloAnswer;
    })();

    raftwork.JoinRequest = (function() {

        /**
         * Properties of a JoinRequest.
         * @typedef {Object} raftwork.JoinRequest.$Properties
         * @property {string|null} [nodeId] JoinRequest nodeId
         * @property {number|null} [incarnation] JoinRequest incarnation
         * @property {string|null} [address] JoinRequest address
         * @property {number|null} [commandLevel] JoinRequest commandLevel
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a JoinRequest.
         * @memberof raftwork
         * @interface IJoinRequest
         * @augments raftwork.JoinRequest.$Properties
         * @deprecated Use raftwork.JoinRequest.$Properties instead.
         */

        /**
         * Shape of a JoinRequest.
         * @typedef {raftwork.JoinRequest.$Properties} raftwork.JoinRequest.$Shape
         */

        /**
         * Constructs a new JoinRequest.
         * @memberof raftwork
         * @classdesc Represents a JoinRequest.
         * @constructor
         * @param {raftwork.JoinRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const JoinRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * JoinRequest nodeId.
         * @member {string} nodeId
         * @memberof raftwork.JoinRequest
         * @instance
         */
        JoinRequest.prototype.nodeId = "";

        /**
         * JoinRequest incarnation.
         * @member {number} incarnation
         * @memberof raftwork.JoinRequest
         * @instance
         */
        JoinRequest.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JoinRequest address.
         * @member {string} address
         * @memberof raftwork.JoinRequest
         * @instance
         */
        JoinRequest.prototype.address = "";

        /**
         * JoinRequest commandLevel.
         * @member {number} commandLevel
         * @memberof raftwork.JoinRequest
         * @instance
         */
        JoinRequest.prototype.commandLevel = 0;

        /**
         * Encodes the specified JoinRequest message. Does not implicitly {@link raftwork.JoinRequest.verify|verify} messages.
         * @function encode
         * @memberof raftwork.JoinRequest
         * @static
         * @param {raftwork.JoinRequest.$Properties} message JoinRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        JoinRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
            if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.address);
            if (message.commandLevel != null && $Object.hasOwnProperty.call(message, "commandLevel") && message.commandLevel !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.commandLevel);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a JoinRequest message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.JoinRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.JoinRequest & raftwork.JoinRequest.$Shape} JoinRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        JoinRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.JoinRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.address = value;
                        else
                            delete message.address;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.commandLevel = value;
                        else
                            delete message.commandLevel;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JoinRequest;
    })();

    raftwork.JoinAnswer = (function() {

        /**
         * Properties of a JoinAnswer.
         * @typedef {Object} raftwork.JoinAnswer.$Properties
         * @property {number|null} [outcome] JoinAnswer outcome
         * @property {string|null} [clusterId] JoinAnswer clusterId
         * @property {number|null} [replicaId] JoinAnswer replicaId
         * @property {Array.<raftwork.KnownNode.$Properties>|null} [known] JoinAnswer known
         * @property {string|null} [leaderAddress] JoinAnswer leaderAddress
         * @property {string|null} [reason] JoinAnswer reason
         * @property {number|null} [incarnation] JoinAnswer incarnation
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a JoinAnswer.
         * @memberof raftwork
         * @interface IJoinAnswer
         * @augments raftwork.JoinAnswer.$Properties
         * @deprecated Use raftwork.JoinAnswer.$Properties instead.
         */

        /**
         * Shape of a JoinAnswer.
         * @typedef {raftwork.JoinAnswer.$Properties} raftwork.JoinAnswer.$Shape
         */

        /**
         * Constructs a new JoinAnswer.
         * @memberof raftwork
         * @classdesc Represents a JoinAnswer.
         * @constructor
         * @param {raftwork.JoinAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const JoinAnswer = function (properties) {
            this.known = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * JoinAnswer outcome.
         * @member {number} outcome
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.outcome = 0;

        /**
         * JoinAnswer clusterId.
         * @member {string} clusterId
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.clusterId = "";

        /**
         * JoinAnswer replicaId.
         * @member {number} replicaId
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.replicaId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JoinAnswer known.
         * @member {Array.<raftwork.KnownNode.$Properties>} known
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.known = $util.emptyArray;

        /**
         * JoinAnswer leaderAddress.
         * @member {string} leaderAddress
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.leaderAddress = "";

        /**
         * JoinAnswer reason.
         * @member {string} reason
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.reason = "";

        /**
         * JoinAnswer incarnation.
         * @member {number} incarnation
         * @memberof raftwork.JoinAnswer
         * @instance
         */
        JoinAnswer.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified JoinAnswer message. Does not implicitly {@link raftwork.JoinAnswer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.JoinAnswer
         * @static
         * @param {raftwork.JoinAnswer.$Properties} message JoinAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        JoinAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.outcome);
            if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.clusterId);
            if (message.replicaId != null && $Object.hasOwnProperty.call(message, "replicaId") && (typeof message.replicaId === "object" ? message.replicaId.low || message.replicaId.high : message.replicaId !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.replicaId);
            if (message.known != null && message.known.length)
                for (let i = 0; i < message.known.length; ++i)
                    $root.raftwork.KnownNode.encode(message.known[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.leaderAddress != null && $Object.hasOwnProperty.call(message, "leaderAddress") && message.leaderAddress !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.leaderAddress);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.reason);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.incarnation);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a JoinAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.JoinAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.JoinAnswer & raftwork.JoinAnswer.$Shape} JoinAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        JoinAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.JoinAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.outcome = value;
                        else
                            delete message.outcome;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.clusterId = value;
                        else
                            delete message.clusterId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.replicaId = value;
                        else
                            delete message.replicaId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.known && message.known.length))
                            message.known = [];
                        message.known.push($root.raftwork.KnownNode.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.leaderAddress = value;
                        else
                            delete message.leaderAddress;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JoinAnswer;
    })();

    raftwork.LeaveRequest = (function() {

        /**
         * Properties of a LeaveRequest.
         * @typedef {Object} raftwork.LeaveRequest.$Properties
         * @property {string|null} [nodeId] LeaveRequest nodeId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LeaveRequest.
         * @memberof raftwork
         * @interface ILeaveRequest
         * @augments raftwork.LeaveRequest.$Properties
         * @deprecated Use raftwork.LeaveRequest.$Properties instead.
         */

        /**
         * Shape of a LeaveRequest.
         * @typedef {raftwork.LeaveRequest.$Properties} raftwork.LeaveRequest.$Shape
         */

        /**
         * Constructs a new LeaveRequest.
         * @memberof raftwork
         * @classdesc Represents a LeaveRequest.
         * @constructor
         * @param {raftwork.LeaveRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LeaveRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LeaveRequest nodeId.
         * @member {string} nodeId
         * @memberof raftwork.LeaveRequest
         * @instance
         */
        LeaveRequest.prototype.nodeId = "";

        /**
         * Encodes the specified LeaveRequest message. Does not implicitly {@link raftwork.LeaveRequest.verify|verify} messages.
         * @function encode
         * @memberof raftwork.LeaveRequest
         * @static
         * @param {raftwork.LeaveRequest.$Properties} message LeaveRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LeaveRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LeaveRequest message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.LeaveRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.LeaveRequest & raftwork.LeaveRequest.$Shape} LeaveRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LeaveRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.LeaveRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LeaveRequest;
    })();

    raftwork.LeaveAnswer = (function() {

        /**
         * Properties of a LeaveAnswer.
         * @typedef {Object} raftwork.LeaveAnswer.$Properties
         * @property {number|null} [outcome] LeaveAnswer outcome
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LeaveAnswer.
         * @memberof raftwork
         * @interface ILeaveAnswer
         * @augments raftwork.LeaveAnswer.$Properties
         * @deprecated Use raftwork.LeaveAnswer.$Properties instead.
         */

        /**
         * Shape of a LeaveAnswer.
         * @typedef {raftwork.LeaveAnswer.$Properties} raftwork.LeaveAnswer.$Shape
         */

        /**
         * Constructs a new LeaveAnswer.
         * @memberof raftwork
         * @classdesc Represents a LeaveAnswer.
         * @constructor
         * @param {raftwork.LeaveAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LeaveAnswer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LeaveAnswer outcome.
         * @member {number} outcome
         * @memberof raftwork.LeaveAnswer
         * @instance
         */
        LeaveAnswer.prototype.outcome = 0;

        /**
         * Encodes the specified LeaveAnswer message. Does not implicitly {@link raftwork.LeaveAnswer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.LeaveAnswer
         * @static
         * @param {raftwork.LeaveAnswer.$Properties} message LeaveAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LeaveAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.outcome);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LeaveAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.LeaveAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.LeaveAnswer & raftwork.LeaveAnswer.$Shape} LeaveAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LeaveAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.LeaveAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.outcome = value;
                        else
                            delete message.outcome;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LeaveAnswer;
    })();

    raftwork.PublishRequest = (function() {

        /**
         * Properties of a PublishRequest.
         * @typedef {Object} raftwork.PublishRequest.$Properties
         * @property {string|null} [nodeId] PublishRequest nodeId
         * @property {number|null} [incarnation] PublishRequest incarnation
         * @property {number|null} [commandLevel] PublishRequest commandLevel
         * @property {Array.<raftwork.PublishedWorkflow.$Properties>|null} [workflows] PublishRequest workflows
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PublishRequest.
         * @memberof raftwork
         * @interface IPublishRequest
         * @augments raftwork.PublishRequest.$Properties
         * @deprecated Use raftwork.PublishRequest.$Properties instead.
         */

        /**
         * Shape of a PublishRequest.
         * @typedef {raftwork.PublishRequest.$Properties} raftwork.PublishRequest.$Shape
         */

        /**
         * Constructs a new PublishRequest.
         * @memberof raftwork
         * @classdesc Represents a PublishRequest.
         * @constructor
         * @param {raftwork.PublishRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PublishRequest = function (properties) {
            this.workflows = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PublishRequest nodeId.
         * @member {string} nodeId
         * @memberof raftwork.PublishRequest
         * @instance
         */
        PublishRequest.prototype.nodeId = "";

        /**
         * PublishRequest incarnation.
         * @member {number} incarnation
         * @memberof raftwork.PublishRequest
         * @instance
         */
        PublishRequest.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PublishRequest commandLevel.
         * @member {number} commandLevel
         * @memberof raftwork.PublishRequest
         * @instance
         */
        PublishRequest.prototype.commandLevel = 0;

        /**
         * PublishRequest workflows.
         * @member {Array.<raftwork.PublishedWorkflow.$Properties>} workflows
         * @memberof raftwork.PublishRequest
         * @instance
         */
        PublishRequest.prototype.workflows = $util.emptyArray;

        /**
         * Encodes the specified PublishRequest message. Does not implicitly {@link raftwork.PublishRequest.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PublishRequest
         * @static
         * @param {raftwork.PublishRequest.$Properties} message PublishRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PublishRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
            if (message.commandLevel != null && $Object.hasOwnProperty.call(message, "commandLevel") && message.commandLevel !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.commandLevel);
            if (message.workflows != null && message.workflows.length)
                for (let i = 0; i < message.workflows.length; ++i)
                    $root.raftwork.PublishedWorkflow.encode(message.workflows[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PublishRequest message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PublishRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PublishRequest & raftwork.PublishRequest.$Shape} PublishRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PublishRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PublishRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.commandLevel = value;
                        else
                            delete message.commandLevel;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.workflows && message.workflows.length))
                            message.workflows = [];
                        message.workflows.push($root.raftwork.PublishedWorkflow.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PublishRequest;
    })();

    raftwork.PublishAnswer = (function() {

        /**
         * Properties of a PublishAnswer.
         * @typedef {Object} raftwork.PublishAnswer.$Properties
         * @property {number|null} [outcome] PublishAnswer outcome
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PublishAnswer.
         * @memberof raftwork
         * @interface IPublishAnswer
         * @augments raftwork.PublishAnswer.$Properties
         * @deprecated Use raftwork.PublishAnswer.$Properties instead.
         */

        /**
         * Shape of a PublishAnswer.
         * @typedef {raftwork.PublishAnswer.$Properties} raftwork.PublishAnswer.$Shape
         */

        /**
         * Constructs a new PublishAnswer.
         * @memberof raftwork
         * @classdesc Represents a PublishAnswer.
         * @constructor
         * @param {raftwork.PublishAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PublishAnswer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PublishAnswer outcome.
         * @member {number} outcome
         * @memberof raftwork.PublishAnswer
         * @instance
         */
        PublishAnswer.prototype.outcome = 0;

        /**
         * Encodes the specified PublishAnswer message. Does not implicitly {@link raftwork.PublishAnswer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PublishAnswer
         * @static
         * @param {raftwork.PublishAnswer.$Properties} message PublishAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PublishAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.outcome);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PublishAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PublishAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PublishAnswer & raftwork.PublishAnswer.$Shape} PublishAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PublishAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PublishAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.outcome = value;
                        else
                            delete message.outcome;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PublishAnswer;
    })();

    raftwork.GroupCall = (function() {

        /**
         * Properties of a GroupCall.
         * @typedef {Object} raftwork.GroupCall.$Properties
         * @property {number|null} [group] GroupCall group
         * @property {Uint8Array|null} [command] GroupCall command
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a GroupCall.
         * @memberof raftwork
         * @interface IGroupCall
         * @augments raftwork.GroupCall.$Properties
         * @deprecated Use raftwork.GroupCall.$Properties instead.
         */

        /**
         * Shape of a GroupCall.
         * @typedef {raftwork.GroupCall.$Properties} raftwork.GroupCall.$Shape
         */

        /**
         * Constructs a new GroupCall.
         * @memberof raftwork
         * @classdesc Represents a GroupCall.
         * @constructor
         * @param {raftwork.GroupCall.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const GroupCall = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * GroupCall group.
         * @member {number} group
         * @memberof raftwork.GroupCall
         * @instance
         */
        GroupCall.prototype.group = 0;

        /**
         * GroupCall command.
         * @member {Uint8Array} command
         * @memberof raftwork.GroupCall
         * @instance
         */
        GroupCall.prototype.command = $util.newBuffer([]);

        /**
         * Encodes the specified GroupCall message. Does not implicitly {@link raftwork.GroupCall.verify|verify} messages.
         * @function encode
         * @memberof raftwork.GroupCall
         * @static
         * @param {raftwork.GroupCall.$Properties} message GroupCall message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        GroupCall.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.group);
            if (message.command != null && $Object.hasOwnProperty.call(message, "command") && message.command.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.command);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a GroupCall message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.GroupCall
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.GroupCall & raftwork.GroupCall.$Shape} GroupCall
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        GroupCall.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.GroupCall();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.command = value;
                        else
                            delete message.command;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GroupCall;
    })();

    raftwork.GroupCallAnswer = (function() {

        /**
         * Properties of a GroupCallAnswer.
         * @typedef {Object} raftwork.GroupCallAnswer.$Properties
         * @property {number|null} [outcome] GroupCallAnswer outcome
         * @property {number|null} [index] GroupCallAnswer index
         * @property {number|null} [limitBytes] GroupCallAnswer limitBytes
         * @property {number|null} [inFlightBytes] GroupCallAnswer inFlightBytes
         * @property {number|null} [knownLevel] GroupCallAnswer knownLevel
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a GroupCallAnswer.
         * @memberof raftwork
         * @interface IGroupCallAnswer
         * @augments raftwork.GroupCallAnswer.$Properties
         * @deprecated Use raftwork.GroupCallAnswer.$Properties instead.
         */

        /**
         * Shape of a GroupCallAnswer.
         * @typedef {raftwork.GroupCallAnswer.$Properties} raftwork.GroupCallAnswer.$Shape
         */

        /**
         * Constructs a new GroupCallAnswer.
         * @memberof raftwork
         * @classdesc Represents a GroupCallAnswer.
         * @constructor
         * @param {raftwork.GroupCallAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const GroupCallAnswer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * GroupCallAnswer outcome.
         * @member {number} outcome
         * @memberof raftwork.GroupCallAnswer
         * @instance
         */
        GroupCallAnswer.prototype.outcome = 0;

        /**
         * GroupCallAnswer index.
         * @member {number} index
         * @memberof raftwork.GroupCallAnswer
         * @instance
         */
        GroupCallAnswer.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupCallAnswer limitBytes.
         * @member {number} limitBytes
         * @memberof raftwork.GroupCallAnswer
         * @instance
         */
        GroupCallAnswer.prototype.limitBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupCallAnswer inFlightBytes.
         * @member {number} inFlightBytes
         * @memberof raftwork.GroupCallAnswer
         * @instance
         */
        GroupCallAnswer.prototype.inFlightBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupCallAnswer knownLevel.
         * @member {number} knownLevel
         * @memberof raftwork.GroupCallAnswer
         * @instance
         */
        GroupCallAnswer.prototype.knownLevel = 0;

        /**
         * Encodes the specified GroupCallAnswer message. Does not implicitly {@link raftwork.GroupCallAnswer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.GroupCallAnswer
         * @static
         * @param {raftwork.GroupCallAnswer.$Properties} message GroupCallAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        GroupCallAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.outcome);
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
            if (message.limitBytes != null && $Object.hasOwnProperty.call(message, "limitBytes") && (typeof message.limitBytes === "object" ? message.limitBytes.low || message.limitBytes.high : message.limitBytes !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.limitBytes);
            if (message.inFlightBytes != null && $Object.hasOwnProperty.call(message, "inFlightBytes") && (typeof message.inFlightBytes === "object" ? message.inFlightBytes.low || message.inFlightBytes.high : message.inFlightBytes !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.inFlightBytes);
            if (message.knownLevel != null && $Object.hasOwnProperty.call(message, "knownLevel") && message.knownLevel !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.knownLevel);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a GroupCallAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.GroupCallAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.GroupCallAnswer & raftwork.GroupCallAnswer.$Shape} GroupCallAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        GroupCallAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.GroupCallAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.outcome = value;
                        else
                            delete message.outcome;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.limitBytes = value;
                        else
                            delete message.limitBytes;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.inFlightBytes = value;
                        else
                            delete message.inFlightBytes;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.knownLevel = value;
                        else
                            delete message.knownLevel;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GroupCallAnswer;
    })();

    raftwork.PrepareRequest = (function() {

        /**
         * Properties of a PrepareRequest.
         * @typedef {Object} raftwork.PrepareRequest.$Properties
         * @property {string|null} [name] PrepareRequest name
         * @property {number|null} [version] PrepareRequest version
         * @property {Uint8Array|null} [input] PrepareRequest input
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PrepareRequest.
         * @memberof raftwork
         * @interface IPrepareRequest
         * @augments raftwork.PrepareRequest.$Properties
         * @deprecated Use raftwork.PrepareRequest.$Properties instead.
         */

        /**
         * Shape of a PrepareRequest.
         * @typedef {raftwork.PrepareRequest.$Properties} raftwork.PrepareRequest.$Shape
         */

        /**
         * Constructs a new PrepareRequest.
         * @memberof raftwork
         * @classdesc Represents a PrepareRequest.
         * @constructor
         * @param {raftwork.PrepareRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PrepareRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PrepareRequest name.
         * @member {string} name
         * @memberof raftwork.PrepareRequest
         * @instance
         */
        PrepareRequest.prototype.name = "";

        /**
         * PrepareRequest version.
         * @member {number} version
         * @memberof raftwork.PrepareRequest
         * @instance
         */
        PrepareRequest.prototype.version = 0;

        /**
         * PrepareRequest input.
         * @member {Uint8Array} input
         * @memberof raftwork.PrepareRequest
         * @instance
         */
        PrepareRequest.prototype.input = $util.newBuffer([]);

        /**
         * Encodes the specified PrepareRequest message. Does not implicitly {@link raftwork.PrepareRequest.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PrepareRequest
         * @static
         * @param {raftwork.PrepareRequest.$Properties} message PrepareRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PrepareRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.version);
            if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.input);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PrepareRequest message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PrepareRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PrepareRequest & raftwork.PrepareRequest.$Shape} PrepareRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PrepareRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PrepareRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.input = value;
                        else
                            delete message.input;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PrepareRequest;
    })();

    raftwork.PrepareAnswer = (function() {

        /**
         * Properties of a PrepareAnswer.
         * @typedef {Object} raftwork.PrepareAnswer.$Properties
         * @property {number|null} [outcome] PrepareAnswer outcome
         * @property {Uint8Array|null} [input] PrepareAnswer input
         * @property {number|null} [runTimeoutMs] PrepareAnswer runTimeoutMs
         * @property {number|null} [retentionMs] PrepareAnswer retentionMs
         * @property {Array.<raftwork.InputIssue.$Properties>|null} [issues] PrepareAnswer issues
         * @property {raftwork.Failure.$Properties|null} [failure] PrepareAnswer failure
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PrepareAnswer.
         * @memberof raftwork
         * @interface IPrepareAnswer
         * @augments raftwork.PrepareAnswer.$Properties
         * @deprecated Use raftwork.PrepareAnswer.$Properties instead.
         */

        /**
         * Shape of a PrepareAnswer.
         * @typedef {raftwork.PrepareAnswer.$Properties} raftwork.PrepareAnswer.$Shape
         */

        /**
         * Constructs a new PrepareAnswer.
         * @memberof raftwork
         * @classdesc Represents a PrepareAnswer.
         * @constructor
         * @param {raftwork.PrepareAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PrepareAnswer = function (properties) {
            this.issues = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PrepareAnswer outcome.
         * @member {number} outcome
         * @memberof raftwork.PrepareAnswer
         * @instance
         */
        PrepareAnswer.prototype.outcome = 0;

        /**
         * PrepareAnswer input.
         * @member {Uint8Array} input
         * @memberof raftwork.PrepareAnswer
         * @instance
         */
        PrepareAnswer.prototype.input = $util.newBuffer([]);

        /**
         * PrepareAnswer runTimeoutMs.
         * @member {number} runTimeoutMs
         * @memberof raftwork.PrepareAnswer
         * @instance
         */
        PrepareAnswer.prototype.runTimeoutMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PrepareAnswer retentionMs.
         * @member {number} retentionMs
         * @memberof raftwork.PrepareAnswer
         * @instance
         */
        PrepareAnswer.prototype.retentionMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PrepareAnswer issues.
         * @member {Array.<raftwork.InputIssue.$Properties>} issues
         * @memberof raftwork.PrepareAnswer
         * @instance
         */
        PrepareAnswer.prototype.issues = $util.emptyArray;

        /**
         * PrepareAnswer failure.
         * @member {raftwork.Failure.$Properties|null|undefined} failure
         * @memberof raftwork.PrepareAnswer
         * @instance
         */
        PrepareAnswer.prototype.failure = null;

        /**
         * Encodes the specified PrepareAnswer message. Does not implicitly {@link raftwork.PrepareAnswer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PrepareAnswer
         * @static
         * @param {raftwork.PrepareAnswer.$Properties} message PrepareAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PrepareAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.outcome);
            if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.input);
            if (message.runTimeoutMs != null && $Object.hasOwnProperty.call(message, "runTimeoutMs") && (typeof message.runTimeoutMs === "object" ? message.runTimeoutMs.low || message.runTimeoutMs.high : message.runTimeoutMs !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.runTimeoutMs);
            if (message.retentionMs != null && $Object.hasOwnProperty.call(message, "retentionMs") && (typeof message.retentionMs === "object" ? message.retentionMs.low || message.retentionMs.high : message.retentionMs !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.retentionMs);
            if (message.issues != null && message.issues.length)
                for (let i = 0; i < message.issues.length; ++i)
                    $root.raftwork.InputIssue.encode(message.issues[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                $root.raftwork.Failure.encode(message.failure, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PrepareAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PrepareAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PrepareAnswer & raftwork.PrepareAnswer.$Shape} PrepareAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PrepareAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PrepareAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.outcome = value;
                        else
                            delete message.outcome;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.input = value;
                        else
                            delete message.input;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runTimeoutMs = value;
                        else
                            delete message.runTimeoutMs;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.retentionMs = value;
                        else
                            delete message.retentionMs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.issues && message.issues.length))
                            message.issues = [];
                        message.issues.push($root.raftwork.InputIssue.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.failure = $root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PrepareAnswer;
    })();

    raftwork.InputIssue = (function() {

        /**
         * Properties of an InputIssue.
         * @typedef {Object} raftwork.InputIssue.$Properties
         * @property {string|null} [message] InputIssue message
         * @property {string|null} [path] InputIssue path
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an InputIssue.
         * @memberof raftwork
         * @interface IInputIssue
         * @augments raftwork.InputIssue.$Properties
         * @deprecated Use raftwork.InputIssue.$Properties instead.
         */

        /**
         * Shape of an InputIssue.
         * @typedef {raftwork.InputIssue.$Properties} raftwork.InputIssue.$Shape
         */

        /**
         * Constructs a new InputIssue.
         * @memberof raftwork
         * @classdesc Represents an InputIssue.
         * @constructor
         * @param {raftwork.InputIssue.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const InputIssue = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * InputIssue message.
         * @member {string} message
         * @memberof raftwork.InputIssue
         * @instance
         */
        InputIssue.prototype.message = "";

        /**
         * InputIssue path.
         * @member {string} path
         * @memberof raftwork.InputIssue
         * @instance
         */
        InputIssue.prototype.path = "";

        /**
         * Encodes the specified InputIssue message. Does not implicitly {@link raftwork.InputIssue.verify|verify} messages.
         * @function encode
         * @memberof raftwork.InputIssue
         * @static
         * @param {raftwork.InputIssue.$Properties} message InputIssue message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        InputIssue.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.message);
            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.path);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an InputIssue message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.InputIssue
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.InputIssue & raftwork.InputIssue.$Shape} InputIssue
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        InputIssue.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.InputIssue();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message = value;
                        else
                            delete message.message;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.path = value;
                        else
                            delete message.path;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return InputIssue;
    })();

    raftwork.Batch = (function() {

        /**
         * Properties of a Batch.
         * @typedef {Object} raftwork.Batch.$Properties
         * @property {number|null} [machineTime] Batch machineTime
         * @property {Array.<Uint8Array>|null} [commands] Batch commands
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Batch.
         * @memberof raftwork
         * @interface IBatch
         * @augments raftwork.Batch.$Properties
         * @deprecated Use raftwork.Batch.$Properties instead.
         */

        /**
         * Shape of a Batch.
         * @typedef {raftwork.Batch.$Properties} raftwork.Batch.$Shape
         */

        /**
         * Constructs a new Batch.
         * @memberof raftwork
         * @classdesc Represents a Batch.
         * @constructor
         * @param {raftwork.Batch.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Batch = function (properties) {
            this.commands = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Batch machineTime.
         * @member {number} machineTime
         * @memberof raftwork.Batch
         * @instance
         */
        Batch.prototype.machineTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Batch commands.
         * @member {Array.<Uint8Array>} commands
         * @memberof raftwork.Batch
         * @instance
         */
        Batch.prototype.commands = $util.emptyArray;

        /**
         * Encodes the specified Batch message. Does not implicitly {@link raftwork.Batch.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Batch
         * @static
         * @param {raftwork.Batch.$Properties} message Batch message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Batch.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.machineTime != null && $Object.hasOwnProperty.call(message, "machineTime") && (typeof message.machineTime === "object" ? message.machineTime.low || message.machineTime.high : message.machineTime !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.machineTime);
            if (message.commands != null && message.commands.length)
                for (let i = 0; i < message.commands.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.commands[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Batch message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Batch
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Batch & raftwork.Batch.$Shape} Batch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Batch.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Batch();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.machineTime = value;
                        else
                            delete message.machineTime;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.commands && message.commands.length))
                            message.commands = [];
                        message.commands.push(reader.bytes());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Batch;
    })();

    raftwork.Command = (function() {

        /**
         * Properties of a Command.
         * @typedef {Object} raftwork.Command.$Properties
         * @property {raftwork.RunStart.$Properties|null} [runStart] Command runStart
         * @property {raftwork.Checkpoint.$Properties|null} [checkpoint] Command checkpoint
         * @property {raftwork.StepAttemptStarted.$Properties|null} [stepAttemptStarted] Command stepAttemptStarted
         * @property {raftwork.StepAttemptFailed.$Properties|null} [stepAttemptFailed] Command stepAttemptFailed
         * @property {raftwork.StepHeartbeat.$Properties|null} [stepHeartbeat] Command stepHeartbeat
         * @property {raftwork.TimerSet.$Properties|null} [timerSet] Command timerSet
         * @property {raftwork.TimerFired.$Properties|null} [timerFired] Command timerFired
         * @property {raftwork.TimerCancelled.$Properties|null} [timerCancelled] Command timerCancelled
         * @property {raftwork.Signal.$Properties|null} [signal] Command signal
         * @property {raftwork.Cancel.$Properties|null} [cancel] Command cancel
         * @property {raftwork.Terminate.$Properties|null} [terminate] Command terminate
         * @property {raftwork.RunParked.$Properties|null} [runParked] Command runParked
         * @property {raftwork.RunComplete.$Properties|null} [runComplete] Command runComplete
         * @property {raftwork.RunFail.$Properties|null} [runFail] Command runFail
         * @property {raftwork.Retire.$Properties|null} [retire] Command retire
         * @property {raftwork.MemberJoin.$Properties|null} [memberJoin] Command memberJoin
         * @property {raftwork.MemberLeave.$Properties|null} [memberLeave] Command memberLeave
         * @property {raftwork.MemberPublish.$Properties|null} [memberPublish] Command memberPublish
         * @property {"runStart"|"checkpoint"|"stepAttemptStarted"|"stepAttemptFailed"|"stepHeartbeat"|"timerSet"|"timerFired"|"timerCancelled"|"signal"|"cancel"|"terminate"|"runParked"|"runComplete"|"runFail"|"retire"|"memberJoin"|"memberLeave"|"memberPublish"} [kind] Command kind
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Command.
         * @memberof raftwork
         * @interface ICommand
         * @augments raftwork.Command.$Properties
         * @deprecated Use raftwork.Command.$Properties instead.
         */

        /**
         * Narrowed shape of a Command.
         * @typedef {{
         *   runStart?: raftwork.RunStart.$Shape|null;
         *   checkpoint?: raftwork.Checkpoint.$Shape|null;
         *   stepAttemptStarted?: raftwork.StepAttemptStarted.$Shape|null;
         *   stepAttemptFailed?: raftwork.StepAttemptFailed.$Shape|null;
         *   stepHeartbeat?: raftwork.StepHeartbeat.$Shape|null;
         *   timerSet?: raftwork.TimerSet.$Shape|null;
         *   timerFired?: raftwork.TimerFired.$Shape|null;
         *   timerCancelled?: raftwork.TimerCancelled.$Shape|null;
         *   signal?: raftwork.Signal.$Shape|null;
         *   cancel?: raftwork.Cancel.$Shape|null;
         *   terminate?: raftwork.Terminate.$Shape|null;
         *   runParked?: raftwork.RunParked.$Shape|null;
         *   runComplete?: raftwork.RunComplete.$Shape|null;
         *   runFail?: raftwork.RunFail.$Shape|null;
         *   retire?: raftwork.Retire.$Shape|null;
         *   memberJoin?: raftwork.MemberJoin.$Shape|null;
         *   memberLeave?: raftwork.MemberLeave.$Shape|null;
         *   memberPublish?: raftwork.MemberPublish.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ kind?: undefined; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runStart"; runStart: raftwork.RunStart.$Shape; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "checkpoint"; runStart?: null; checkpoint: raftwork.Checkpoint.$Shape; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "stepAttemptStarted"; runStart?: null; checkpoint?: null; stepAttemptStarted: raftwork.StepAttemptStarted.$Shape; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "stepAttemptFailed"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed: raftwork.StepAttemptFailed.$Shape; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "stepHeartbeat"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat: raftwork.StepHeartbeat.$Shape; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "timerSet"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet: raftwork.TimerSet.$Shape; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "timerFired"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired: raftwork.TimerFired.$Shape; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "timerCancelled"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled: raftwork.TimerCancelled.$Shape; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "signal"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal: raftwork.Signal.$Shape; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "cancel"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel: raftwork.Cancel.$Shape; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "terminate"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate: raftwork.Terminate.$Shape; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runParked"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked: raftwork.RunParked.$Shape; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runComplete"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete: raftwork.RunComplete.$Shape; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "runFail"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail: raftwork.RunFail.$Shape; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "retire"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire: raftwork.Retire.$Shape; memberJoin?: null; memberLeave?: null; memberPublish?: null }|{ kind?: "memberJoin"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin: raftwork.MemberJoin.$Shape; memberLeave?: null; memberPublish?: null }|{ kind?: "memberLeave"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave: raftwork.MemberLeave.$Shape; memberPublish?: null }|{ kind?: "memberPublish"; runStart?: null; checkpoint?: null; stepAttemptStarted?: null; stepAttemptFailed?: null; stepHeartbeat?: null; timerSet?: null; timerFired?: null; timerCancelled?: null; signal?: null; cancel?: null; terminate?: null; runParked?: null; runComplete?: null; runFail?: null; retire?: null; memberJoin?: null; memberLeave?: null; memberPublish: raftwork.MemberPublish.$Shape })
         * )} raftwork.Command.$Shape
         */

        /**
         * Constructs a new Command.
         * @memberof raftwork
         * @classdesc Represents a Command.
         * @constructor
         * @param {raftwork.Command.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Command = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Command runStart.
         * @member {raftwork.RunStart.$Properties|null|undefined} runStart
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.runStart = null;

        /**
         * Command checkpoint.
         * @member {raftwork.Checkpoint.$Properties|null|undefined} checkpoint
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.checkpoint = null;

        /**
         * Command stepAttemptStarted.
         * @member {raftwork.StepAttemptStarted.$Properties|null|undefined} stepAttemptStarted
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.stepAttemptStarted = null;

        /**
         * Command stepAttemptFailed.
         * @member {raftwork.StepAttemptFailed.$Properties|null|undefined} stepAttemptFailed
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.stepAttemptFailed = null;

        /**
         * Command stepHeartbeat.
         * @member {raftwork.StepHeartbeat.$Properties|null|undefined} stepHeartbeat
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.stepHeartbeat = null;

        /**
         * Command timerSet.
         * @member {raftwork.TimerSet.$Properties|null|undefined} timerSet
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.timerSet = null;

        /**
         * Command timerFired.
         * @member {raftwork.TimerFired.$Properties|null|undefined} timerFired
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.timerFired = null;

        /**
         * Command timerCancelled.
         * @member {raftwork.TimerCancelled.$Properties|null|undefined} timerCancelled
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.timerCancelled = null;

        /**
         * Command signal.
         * @member {raftwork.Signal.$Properties|null|undefined} signal
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.signal = null;

        /**
         * Command cancel.
         * @member {raftwork.Cancel.$Properties|null|undefined} cancel
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.cancel = null;

        /**
         * Command terminate.
         * @member {raftwork.Terminate.$Properties|null|undefined} terminate
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.terminate = null;

        /**
         * Command runParked.
         * @member {raftwork.RunParked.$Properties|null|undefined} runParked
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.runParked = null;

        /**
         * Command runComplete.
         * @member {raftwork.RunComplete.$Properties|null|undefined} runComplete
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.runComplete = null;

        /**
         * Command runFail.
         * @member {raftwork.RunFail.$Properties|null|undefined} runFail
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.runFail = null;

        /**
         * Command retire.
         * @member {raftwork.Retire.$Properties|null|undefined} retire
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.retire = null;

        /**
         * Command memberJoin.
         * @member {raftwork.MemberJoin.$Properties|null|undefined} memberJoin
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.memberJoin = null;

        /**
         * Command memberLeave.
         * @member {raftwork.MemberLeave.$Properties|null|undefined} memberLeave
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.memberLeave = null;

        /**
         * Command memberPublish.
         * @member {raftwork.MemberPublish.$Properties|null|undefined} memberPublish
         * @memberof raftwork.Command
         * @instance
         */
        Command.prototype.memberPublish = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * Command kind.
         * @member {"runStart"|"checkpoint"|"stepAttemptStarted"|"stepAttemptFailed"|"stepHeartbeat"|"timerSet"|"timerFired"|"timerCancelled"|"signal"|"cancel"|"terminate"|"runParked"|"runComplete"|"runFail"|"retire"|"memberJoin"|"memberLeave"|"memberPublish"|undefined} kind
         * @memberof raftwork.Command
         * @instance
         */
        $Object.defineProperty(Command.prototype, "kind", {
            get: $util.oneOfGetter($oneOfFields = ["runStart", "checkpoint", "stepAttemptStarted", "stepAttemptFailed", "stepHeartbeat", "timerSet", "timerFired", "timerCancelled", "signal", "cancel", "terminate", "runParked", "runComplete", "runFail", "retire", "memberJoin", "memberLeave", "memberPublish"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified Command message. Does not implicitly {@link raftwork.Command.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Command
         * @static
         * @param {raftwork.Command.$Properties} message Command message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Command.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.runStart != null && $Object.hasOwnProperty.call(message, "runStart"))
                $root.raftwork.RunStart.encode(message.runStart, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint"))
                $root.raftwork.Checkpoint.encode(message.checkpoint, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.stepAttemptStarted != null && $Object.hasOwnProperty.call(message, "stepAttemptStarted"))
                $root.raftwork.StepAttemptStarted.encode(message.stepAttemptStarted, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.stepAttemptFailed != null && $Object.hasOwnProperty.call(message, "stepAttemptFailed"))
                $root.raftwork.StepAttemptFailed.encode(message.stepAttemptFailed, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.stepHeartbeat != null && $Object.hasOwnProperty.call(message, "stepHeartbeat"))
                $root.raftwork.StepHeartbeat.encode(message.stepHeartbeat, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.timerSet != null && $Object.hasOwnProperty.call(message, "timerSet"))
                $root.raftwork.TimerSet.encode(message.timerSet, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.timerFired != null && $Object.hasOwnProperty.call(message, "timerFired"))
                $root.raftwork.TimerFired.encode(message.timerFired, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.timerCancelled != null && $Object.hasOwnProperty.call(message, "timerCancelled"))
                $root.raftwork.TimerCancelled.encode(message.timerCancelled, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
                $root.raftwork.Signal.encode(message.signal, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.cancel != null && $Object.hasOwnProperty.call(message, "cancel"))
                $root.raftwork.Cancel.encode(message.cancel, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
            if (message.terminate != null && $Object.hasOwnProperty.call(message, "terminate"))
                $root.raftwork.Terminate.encode(message.terminate, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
            if (message.runParked != null && $Object.hasOwnProperty.call(message, "runParked"))
                $root.raftwork.RunParked.encode(message.runParked, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
            if (message.runComplete != null && $Object.hasOwnProperty.call(message, "runComplete"))
                $root.raftwork.RunComplete.encode(message.runComplete, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
            if (message.runFail != null && $Object.hasOwnProperty.call(message, "runFail"))
                $root.raftwork.RunFail.encode(message.runFail, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
            if (message.retire != null && $Object.hasOwnProperty.call(message, "retire"))
                $root.raftwork.Retire.encode(message.retire, writer.uint32(/* id 23, wireType 2 =*/186).fork(), _depth + 1).ldelim();
            if (message.memberJoin != null && $Object.hasOwnProperty.call(message, "memberJoin"))
                $root.raftwork.MemberJoin.encode(message.memberJoin, writer.uint32(/* id 24, wireType 2 =*/194).fork(), _depth + 1).ldelim();
            if (message.memberLeave != null && $Object.hasOwnProperty.call(message, "memberLeave"))
                $root.raftwork.MemberLeave.encode(message.memberLeave, writer.uint32(/* id 25, wireType 2 =*/202).fork(), _depth + 1).ldelim();
            if (message.memberPublish != null && $Object.hasOwnProperty.call(message, "memberPublish"))
                $root.raftwork.MemberPublish.encode(message.memberPublish, writer.uint32(/* id 26, wireType 2 =*/210).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Command message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Command
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Command & raftwork.Command.$Shape} Command
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Command.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Command();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.runStart = $root.raftwork.RunStart.decode(reader, reader.size(), $undefined, _depth + 1, message.runStart);
                        message.kind = "runStart";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.checkpoint = $root.raftwork.Checkpoint.decode(reader, reader.size(), $undefined, _depth + 1, message.checkpoint);
                        message.kind = "checkpoint";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.stepAttemptStarted = $root.raftwork.StepAttemptStarted.decode(reader, reader.size(), $undefined, _depth + 1, message.stepAttemptStarted);
                        message.kind = "stepAttemptStarted";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.stepAttemptFailed = $root.raftwork.StepAttemptFailed.decode(reader, reader.size(), $undefined, _depth + 1, message.stepAttemptFailed);
                        message.kind = "stepAttemptFailed";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.stepHeartbeat = $root.raftwork.StepHeartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.stepHeartbeat);
                        message.kind = "stepHeartbeat";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.timerSet = $root.raftwork.TimerSet.decode(reader, reader.size(), $undefined, _depth + 1, message.timerSet);
                        message.kind = "timerSet";
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.timerFired = $root.raftwork.TimerFired.decode(reader, reader.size(), $undefined, _depth + 1, message.timerFired);
                        message.kind = "timerFired";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.timerCancelled = $root.raftwork.TimerCancelled.decode(reader, reader.size(), $undefined, _depth + 1, message.timerCancelled);
                        message.kind = "timerCancelled";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.signal = $root.raftwork.Signal.decode(reader, reader.size(), $undefined, _depth + 1, message.signal);
                        message.kind = "signal";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.cancel = $root.raftwork.Cancel.decode(reader, reader.size(), $undefined, _depth + 1, message.cancel);
                        message.kind = "cancel";
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.terminate = $root.raftwork.Terminate.decode(reader, reader.size(), $undefined, _depth + 1, message.terminate);
                        message.kind = "terminate";
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        message.runParked = $root.raftwork.RunParked.decode(reader, reader.size(), $undefined, _depth + 1, message.runParked);
                        message.kind = "runParked";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.runComplete = $root.raftwork.RunComplete.decode(reader, reader.size(), $undefined, _depth + 1, message.runComplete);
                        message.kind = "runComplete";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.runFail = $root.raftwork.RunFail.decode(reader, reader.size(), $undefined, _depth + 1, message.runFail);
                        message.kind = "runFail";
                        continue;
                    }
                case 23: {
                        if (wireType !== 2)
                            break;
                        message.retire = $root.raftwork.Retire.decode(reader, reader.size(), $undefined, _depth + 1, message.retire);
                        message.kind = "retire";
                        continue;
                    }
                case 24: {
                        if (wireType !== 2)
                            break;
                        message.memberJoin = $root.raftwork.MemberJoin.decode(reader, reader.size(), $undefined, _depth + 1, message.memberJoin);
                        message.kind = "memberJoin";
                        continue;
                    }
                case 25: {
                        if (wireType !== 2)
                            break;
                        message.memberLeave = $root.raftwork.MemberLeave.decode(reader, reader.size(), $undefined, _depth + 1, message.memberLeave);
                        message.kind = "memberLeave";
                        continue;
                    }
                case 26: {
                        if (wireType !== 2)
                            break;
                        message.memberPublish = $root.raftwork.MemberPublish.decode(reader, reader.size(), $undefined, _depth + 1, message.memberPublish);
                        message.kind = "memberPublish";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Command;
    })();

    raftwork.Failure = (function() {

        /**
         * Properties of a Failure.
         * @typedef {Object} raftwork.Failure.$Properties
         * @property {string|null} [name] Failure name
         * @property {string|null} [message] Failure message
         * @property {string|null} [stack] Failure stack
         * @property {string|null} [code] Failure code
         * @property {Uint8Array|null} [fields] Failure fields
         * @property {raftwork.Failure.$Properties|null} [cause] Failure cause
         * @property {Array.<raftwork.Failure.$Properties>|null} [errors] Failure errors
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Failure.
         * @memberof raftwork
         * @interface IFailure
         * @augments raftwork.Failure.$Properties
         * @deprecated Use raftwork.Failure.$Properties instead.
         */

        /**
         * Shape of a Failure.
         * @typedef {raftwork.Failure.$Properties} raftwork.Failure.$Shape
         */

        /**
         * Constructs a new Failure.
         * @memberof raftwork
         * @classdesc Represents a Failure.
         * @constructor
         * @param {raftwork.Failure.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Failure = function (properties) {
            this.errors = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Failure name.
         * @member {string} name
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.name = "";

        /**
         * Failure message.
         * @member {string} message
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.message = "";

        /**
         * Failure stack.
         * @member {string} stack
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.stack = "";

        /**
         * Failure code.
         * @member {string} code
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.code = "";

        /**
         * Failure fields.
         * @member {Uint8Array} fields
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.fields = $util.newBuffer([]);

        /**
         * Failure cause.
         * @member {raftwork.Failure.$Properties|null|undefined} cause
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.cause = null;

        /**
         * Failure errors.
         * @member {Array.<raftwork.Failure.$Properties>} errors
         * @memberof raftwork.Failure
         * @instance
         */
        Failure.prototype.errors = $util.emptyArray;

        /**
         * Encodes the specified Failure message. Does not implicitly {@link raftwork.Failure.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Failure
         * @static
         * @param {raftwork.Failure.$Properties} message Failure message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Failure.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
            if (message.stack != null && $Object.hasOwnProperty.call(message, "stack") && message.stack !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.stack);
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.code);
            if (message.fields != null && $Object.hasOwnProperty.call(message, "fields") && message.fields.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.fields);
            if (message.cause != null && $Object.hasOwnProperty.call(message, "cause"))
                $root.raftwork.Failure.encode(message.cause, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.errors != null && message.errors.length)
                for (let i = 0; i < message.errors.length; ++i)
                    $root.raftwork.Failure.encode(message.errors[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Failure message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Failure
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Failure & raftwork.Failure.$Shape} Failure
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Failure.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Failure();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message = value;
                        else
                            delete message.message;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.stack = value;
                        else
                            delete message.stack;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.fields = value;
                        else
                            delete message.fields;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.cause = $root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.cause);
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (!(message.errors && message.errors.length))
                            message.errors = [];
                        message.errors.push($root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Failure;
    })();

    raftwork.RunStart = (function() {

        /**
         * Properties of a RunStart.
         * @typedef {Object} raftwork.RunStart.$Properties
         * @property {string|null} [workflowId] RunStart workflowId
         * @property {Uint8Array|null} [runId] RunStart runId
         * @property {Uint8Array|null} [requestId] RunStart requestId
         * @property {string|null} [workflowName] RunStart workflowName
         * @property {number|null} [workflowVersion] RunStart workflowVersion
         * @property {Uint8Array|null} [input] RunStart input
         * @property {number|null} [ifRunning] RunStart ifRunning
         * @property {number|null} [ifClosed] RunStart ifClosed
         * @property {number|null} [runTimeoutMs] RunStart runTimeoutMs
         * @property {number|null} [startDelayMs] RunStart startDelayMs
         * @property {Uint8Array|null} [attributes] RunStart attributes
         * @property {Uint8Array|null} [memo] RunStart memo
         * @property {number|null} [retentionMs] RunStart retentionMs
         * @property {number|null} [historyEventsMax] RunStart historyEventsMax
         * @property {number|null} [historyBytesMax] RunStart historyBytesMax
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RunStart.
         * @memberof raftwork
         * @interface IRunStart
         * @augments raftwork.RunStart.$Properties
         * @deprecated Use raftwork.RunStart.$Properties instead.
         */

        /**
         * Shape of a RunStart.
         * @typedef {raftwork.RunStart.$Properties} raftwork.RunStart.$Shape
         */

        /**
         * Constructs a new RunStart.
         * @memberof raftwork
         * @classdesc Represents a RunStart.
         * @constructor
         * @param {raftwork.RunStart.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RunStart = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RunStart workflowId.
         * @member {string} workflowId
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.workflowId = "";

        /**
         * RunStart runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.runId = $util.newBuffer([]);

        /**
         * RunStart requestId.
         * @member {Uint8Array} requestId
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.requestId = $util.newBuffer([]);

        /**
         * RunStart workflowName.
         * @member {string} workflowName
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.workflowName = "";

        /**
         * RunStart workflowVersion.
         * @member {number} workflowVersion
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.workflowVersion = 0;

        /**
         * RunStart input.
         * @member {Uint8Array} input
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.input = $util.newBuffer([]);

        /**
         * RunStart ifRunning.
         * @member {number} ifRunning
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.ifRunning = 0;

        /**
         * RunStart ifClosed.
         * @member {number} ifClosed
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.ifClosed = 0;

        /**
         * RunStart runTimeoutMs.
         * @member {number} runTimeoutMs
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.runTimeoutMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunStart startDelayMs.
         * @member {number} startDelayMs
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.startDelayMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunStart attributes.
         * @member {Uint8Array} attributes
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.attributes = $util.newBuffer([]);

        /**
         * RunStart memo.
         * @member {Uint8Array} memo
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.memo = $util.newBuffer([]);

        /**
         * RunStart retentionMs.
         * @member {number} retentionMs
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.retentionMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunStart historyEventsMax.
         * @member {number} historyEventsMax
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.historyEventsMax = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunStart historyBytesMax.
         * @member {number} historyBytesMax
         * @memberof raftwork.RunStart
         * @instance
         */
        RunStart.prototype.historyBytesMax = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified RunStart message. Does not implicitly {@link raftwork.RunStart.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RunStart
         * @static
         * @param {raftwork.RunStart.$Properties} message RunStart message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RunStart.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.requestId);
            if (message.workflowName != null && $Object.hasOwnProperty.call(message, "workflowName") && message.workflowName !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.workflowName);
            if (message.workflowVersion != null && $Object.hasOwnProperty.call(message, "workflowVersion") && message.workflowVersion !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.workflowVersion);
            if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input.length)
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.input);
            if (message.ifRunning != null && $Object.hasOwnProperty.call(message, "ifRunning") && message.ifRunning !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.ifRunning);
            if (message.ifClosed != null && $Object.hasOwnProperty.call(message, "ifClosed") && message.ifClosed !== 0)
                writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.ifClosed);
            if (message.runTimeoutMs != null && $Object.hasOwnProperty.call(message, "runTimeoutMs") && (typeof message.runTimeoutMs === "object" ? message.runTimeoutMs.low || message.runTimeoutMs.high : message.runTimeoutMs !== 0))
                writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.runTimeoutMs);
            if (message.startDelayMs != null && $Object.hasOwnProperty.call(message, "startDelayMs") && (typeof message.startDelayMs === "object" ? message.startDelayMs.low || message.startDelayMs.high : message.startDelayMs !== 0))
                writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.startDelayMs);
            if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes") && message.attributes.length)
                writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.attributes);
            if (message.memo != null && $Object.hasOwnProperty.call(message, "memo") && message.memo.length)
                writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.memo);
            if (message.retentionMs != null && $Object.hasOwnProperty.call(message, "retentionMs") && (typeof message.retentionMs === "object" ? message.retentionMs.low || message.retentionMs.high : message.retentionMs !== 0))
                writer.uint32(/* id 13, wireType 0 =*/104).uint64(message.retentionMs);
            if (message.historyEventsMax != null && $Object.hasOwnProperty.call(message, "historyEventsMax") && (typeof message.historyEventsMax === "object" ? message.historyEventsMax.low || message.historyEventsMax.high : message.historyEventsMax !== 0))
                writer.uint32(/* id 14, wireType 0 =*/112).uint64(message.historyEventsMax);
            if (message.historyBytesMax != null && $Object.hasOwnProperty.call(message, "historyBytesMax") && (typeof message.historyBytesMax === "object" ? message.historyBytesMax.low || message.historyBytesMax.high : message.historyBytesMax !== 0))
                writer.uint32(/* id 15, wireType 0 =*/120).uint64(message.historyBytesMax);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RunStart message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RunStart
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RunStart & raftwork.RunStart.$Shape} RunStart
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RunStart.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RunStart();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowName = value;
                        else
                            delete message.workflowName;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.workflowVersion = value;
                        else
                            delete message.workflowVersion;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.input = value;
                        else
                            delete message.input;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.ifRunning = value;
                        else
                            delete message.ifRunning;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.ifClosed = value;
                        else
                            delete message.ifClosed;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runTimeoutMs = value;
                        else
                            delete message.runTimeoutMs;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.startDelayMs = value;
                        else
                            delete message.startDelayMs;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.attributes = value;
                        else
                            delete message.attributes;
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.memo = value;
                        else
                            delete message.memo;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.retentionMs = value;
                        else
                            delete message.retentionMs;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.historyEventsMax = value;
                        else
                            delete message.historyEventsMax;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.historyBytesMax = value;
                        else
                            delete message.historyBytesMax;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RunStart;
    })();

    raftwork.Checkpoint = (function() {

        /**
         * Properties of a Checkpoint.
         * @typedef {Object} raftwork.Checkpoint.$Properties
         * @property {string|null} [workflowId] Checkpoint workflowId
         * @property {Uint8Array|null} [runId] Checkpoint runId
         * @property {string|null} [key] Checkpoint key
         * @property {Uint8Array|null} [value] Checkpoint value
         * @property {raftwork.Failure.$Properties|null} [failure] Checkpoint failure
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Checkpoint.
         * @memberof raftwork
         * @interface ICheckpoint
         * @augments raftwork.Checkpoint.$Properties
         * @deprecated Use raftwork.Checkpoint.$Properties instead.
         */

        /**
         * Shape of a Checkpoint.
         * @typedef {raftwork.Checkpoint.$Properties} raftwork.Checkpoint.$Shape
         */

        /**
         * Constructs a new Checkpoint.
         * @memberof raftwork
         * @classdesc Represents a Checkpoint.
         * @constructor
         * @param {raftwork.Checkpoint.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Checkpoint = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Checkpoint workflowId.
         * @member {string} workflowId
         * @memberof raftwork.Checkpoint
         * @instance
         */
        Checkpoint.prototype.workflowId = "";

        /**
         * Checkpoint runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.Checkpoint
         * @instance
         */
        Checkpoint.prototype.runId = $util.newBuffer([]);

        /**
         * Checkpoint key.
         * @member {string} key
         * @memberof raftwork.Checkpoint
         * @instance
         */
        Checkpoint.prototype.key = "";

        /**
         * Checkpoint value.
         * @member {Uint8Array} value
         * @memberof raftwork.Checkpoint
         * @instance
         */
        Checkpoint.prototype.value = $util.newBuffer([]);

        /**
         * Checkpoint failure.
         * @member {raftwork.Failure.$Properties|null|undefined} failure
         * @memberof raftwork.Checkpoint
         * @instance
         */
        Checkpoint.prototype.failure = null;

        /**
         * Encodes the specified Checkpoint message. Does not implicitly {@link raftwork.Checkpoint.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Checkpoint
         * @static
         * @param {raftwork.Checkpoint.$Properties} message Checkpoint message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Checkpoint.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.value);
            if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                $root.raftwork.Failure.encode(message.failure, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Checkpoint message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Checkpoint
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Checkpoint & raftwork.Checkpoint.$Shape} Checkpoint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Checkpoint.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Checkpoint();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.failure = $root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Checkpoint;
    })();

    raftwork.StepAttemptStarted = (function() {

        /**
         * Properties of a StepAttemptStarted.
         * @typedef {Object} raftwork.StepAttemptStarted.$Properties
         * @property {string|null} [workflowId] StepAttemptStarted workflowId
         * @property {Uint8Array|null} [runId] StepAttemptStarted runId
         * @property {string|null} [key] StepAttemptStarted key
         * @property {number|null} [attempt] StepAttemptStarted attempt
         * @property {boolean|null} [interrupted] StepAttemptStarted interrupted
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StepAttemptStarted.
         * @memberof raftwork
         * @interface IStepAttemptStarted
         * @augments raftwork.StepAttemptStarted.$Properties
         * @deprecated Use raftwork.StepAttemptStarted.$Properties instead.
         */

        /**
         * Shape of a StepAttemptStarted.
         * @typedef {raftwork.StepAttemptStarted.$Properties} raftwork.StepAttemptStarted.$Shape
         */

        /**
         * Constructs a new StepAttemptStarted.
         * @memberof raftwork
         * @classdesc Represents a StepAttemptStarted.
         * @constructor
         * @param {raftwork.StepAttemptStarted.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StepAttemptStarted = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StepAttemptStarted workflowId.
         * @member {string} workflowId
         * @memberof raftwork.StepAttemptStarted
         * @instance
         */
        StepAttemptStarted.prototype.workflowId = "";

        /**
         * StepAttemptStarted runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.StepAttemptStarted
         * @instance
         */
        StepAttemptStarted.prototype.runId = $util.newBuffer([]);

        /**
         * StepAttemptStarted key.
         * @member {string} key
         * @memberof raftwork.StepAttemptStarted
         * @instance
         */
        StepAttemptStarted.prototype.key = "";

        /**
         * StepAttemptStarted attempt.
         * @member {number} attempt
         * @memberof raftwork.StepAttemptStarted
         * @instance
         */
        StepAttemptStarted.prototype.attempt = 0;

        /**
         * StepAttemptStarted interrupted.
         * @member {boolean} interrupted
         * @memberof raftwork.StepAttemptStarted
         * @instance
         */
        StepAttemptStarted.prototype.interrupted = false;

        /**
         * Encodes the specified StepAttemptStarted message. Does not implicitly {@link raftwork.StepAttemptStarted.verify|verify} messages.
         * @function encode
         * @memberof raftwork.StepAttemptStarted
         * @static
         * @param {raftwork.StepAttemptStarted.$Properties} message StepAttemptStarted message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StepAttemptStarted.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.attempt);
            if (message.interrupted != null && $Object.hasOwnProperty.call(message, "interrupted") && message.interrupted !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.interrupted);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StepAttemptStarted message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.StepAttemptStarted
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.StepAttemptStarted & raftwork.StepAttemptStarted.$Shape} StepAttemptStarted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StepAttemptStarted.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.StepAttemptStarted();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.interrupted = value;
                        else
                            delete message.interrupted;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StepAttemptStarted;
    })();

    raftwork.StepAttemptFailed = (function() {

        /**
         * Properties of a StepAttemptFailed.
         * @typedef {Object} raftwork.StepAttemptFailed.$Properties
         * @property {string|null} [workflowId] StepAttemptFailed workflowId
         * @property {Uint8Array|null} [runId] StepAttemptFailed runId
         * @property {string|null} [key] StepAttemptFailed key
         * @property {number|null} [attempt] StepAttemptFailed attempt
         * @property {raftwork.Failure.$Properties|null} [failure] StepAttemptFailed failure
         * @property {number|null} [retryDelayMs] StepAttemptFailed retryDelayMs
         * @property {Uint8Array|null} [lastHeartbeat] StepAttemptFailed lastHeartbeat
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StepAttemptFailed.
         * @memberof raftwork
         * @interface IStepAttemptFailed
         * @augments raftwork.StepAttemptFailed.$Properties
         * @deprecated Use raftwork.StepAttemptFailed.$Properties instead.
         */

        /**
         * Shape of a StepAttemptFailed.
         * @typedef {raftwork.StepAttemptFailed.$Properties} raftwork.StepAttemptFailed.$Shape
         */

        /**
         * Constructs a new StepAttemptFailed.
         * @memberof raftwork
         * @classdesc Represents a StepAttemptFailed.
         * @constructor
         * @param {raftwork.StepAttemptFailed.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StepAttemptFailed = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StepAttemptFailed workflowId.
         * @member {string} workflowId
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.workflowId = "";

        /**
         * StepAttemptFailed runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.runId = $util.newBuffer([]);

        /**
         * StepAttemptFailed key.
         * @member {string} key
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.key = "";

        /**
         * StepAttemptFailed attempt.
         * @member {number} attempt
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.attempt = 0;

        /**
         * StepAttemptFailed failure.
         * @member {raftwork.Failure.$Properties|null|undefined} failure
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.failure = null;

        /**
         * StepAttemptFailed retryDelayMs.
         * @member {number} retryDelayMs
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.retryDelayMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * StepAttemptFailed lastHeartbeat.
         * @member {Uint8Array} lastHeartbeat
         * @memberof raftwork.StepAttemptFailed
         * @instance
         */
        StepAttemptFailed.prototype.lastHeartbeat = $util.newBuffer([]);

        /**
         * Encodes the specified StepAttemptFailed message. Does not implicitly {@link raftwork.StepAttemptFailed.verify|verify} messages.
         * @function encode
         * @memberof raftwork.StepAttemptFailed
         * @static
         * @param {raftwork.StepAttemptFailed.$Properties} message StepAttemptFailed message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StepAttemptFailed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.attempt);
            if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                $root.raftwork.Failure.encode(message.failure, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.retryDelayMs != null && $Object.hasOwnProperty.call(message, "retryDelayMs") && (typeof message.retryDelayMs === "object" ? message.retryDelayMs.low || message.retryDelayMs.high : message.retryDelayMs !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.retryDelayMs);
            if (message.lastHeartbeat != null && $Object.hasOwnProperty.call(message, "lastHeartbeat") && message.lastHeartbeat.length)
                writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.lastHeartbeat);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StepAttemptFailed message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.StepAttemptFailed
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.StepAttemptFailed & raftwork.StepAttemptFailed.$Shape} StepAttemptFailed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StepAttemptFailed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.StepAttemptFailed();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.failure = $root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.retryDelayMs = value;
                        else
                            delete message.retryDelayMs;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.lastHeartbeat = value;
                        else
                            delete message.lastHeartbeat;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StepAttemptFailed;
    })();

    raftwork.StepHeartbeat = (function() {

        /**
         * Properties of a StepHeartbeat.
         * @typedef {Object} raftwork.StepHeartbeat.$Properties
         * @property {string|null} [workflowId] StepHeartbeat workflowId
         * @property {Uint8Array|null} [runId] StepHeartbeat runId
         * @property {string|null} [key] StepHeartbeat key
         * @property {number|null} [attempt] StepHeartbeat attempt
         * @property {Uint8Array|null} [details] StepHeartbeat details
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StepHeartbeat.
         * @memberof raftwork
         * @interface IStepHeartbeat
         * @augments raftwork.StepHeartbeat.$Properties
         * @deprecated Use raftwork.StepHeartbeat.$Properties instead.
         */

        /**
         * Shape of a StepHeartbeat.
         * @typedef {raftwork.StepHeartbeat.$Properties} raftwork.StepHeartbeat.$Shape
         */

        /**
         * Constructs a new StepHeartbeat.
         * @memberof raftwork
         * @classdesc Represents a StepHeartbeat.
         * @constructor
         * @param {raftwork.StepHeartbeat.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StepHeartbeat = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StepHeartbeat workflowId.
         * @member {string} workflowId
         * @memberof raftwork.StepHeartbeat
         * @instance
         */
        StepHeartbeat.prototype.workflowId = "";

        /**
         * StepHeartbeat runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.StepHeartbeat
         * @instance
         */
        StepHeartbeat.prototype.runId = $util.newBuffer([]);

        /**
         * StepHeartbeat key.
         * @member {string} key
         * @memberof raftwork.StepHeartbeat
         * @instance
         */
        StepHeartbeat.prototype.key = "";

        /**
         * StepHeartbeat attempt.
         * @member {number} attempt
         * @memberof raftwork.StepHeartbeat
         * @instance
         */
        StepHeartbeat.prototype.attempt = 0;

        /**
         * StepHeartbeat details.
         * @member {Uint8Array} details
         * @memberof raftwork.StepHeartbeat
         * @instance
         */
        StepHeartbeat.prototype.details = $util.newBuffer([]);

        /**
         * Encodes the specified StepHeartbeat message. Does not implicitly {@link raftwork.StepHeartbeat.verify|verify} messages.
         * @function encode
         * @memberof raftwork.StepHeartbeat
         * @static
         * @param {raftwork.StepHeartbeat.$Properties} message StepHeartbeat message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StepHeartbeat.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.attempt);
            if (message.details != null && $Object.hasOwnProperty.call(message, "details") && message.details.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.details);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StepHeartbeat message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.StepHeartbeat
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.StepHeartbeat & raftwork.StepHeartbeat.$Shape} StepHeartbeat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StepHeartbeat.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.StepHeartbeat();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.details = value;
                        else
                            delete message.details;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StepHeartbeat;
    })();

    raftwork.TimerSet = (function() {

        /**
         * Properties of a TimerSet.
         * @typedef {Object} raftwork.TimerSet.$Properties
         * @property {string|null} [workflowId] TimerSet workflowId
         * @property {Uint8Array|null} [runId] TimerSet runId
         * @property {string|null} [key] TimerSet key
         * @property {number|null} [durationMs] TimerSet durationMs
         * @property {number|null} [deadlineMs] TimerSet deadlineMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TimerSet.
         * @memberof raftwork
         * @interface ITimerSet
         * @augments raftwork.TimerSet.$Properties
         * @deprecated Use raftwork.TimerSet.$Properties instead.
         */

        /**
         * Shape of a TimerSet.
         * @typedef {raftwork.TimerSet.$Properties} raftwork.TimerSet.$Shape
         */

        /**
         * Constructs a new TimerSet.
         * @memberof raftwork
         * @classdesc Represents a TimerSet.
         * @constructor
         * @param {raftwork.TimerSet.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TimerSet = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TimerSet workflowId.
         * @member {string} workflowId
         * @memberof raftwork.TimerSet
         * @instance
         */
        TimerSet.prototype.workflowId = "";

        /**
         * TimerSet runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.TimerSet
         * @instance
         */
        TimerSet.prototype.runId = $util.newBuffer([]);

        /**
         * TimerSet key.
         * @member {string} key
         * @memberof raftwork.TimerSet
         * @instance
         */
        TimerSet.prototype.key = "";

        /**
         * TimerSet durationMs.
         * @member {number} durationMs
         * @memberof raftwork.TimerSet
         * @instance
         */
        TimerSet.prototype.durationMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * TimerSet deadlineMs.
         * @member {number|null|undefined} deadlineMs
         * @memberof raftwork.TimerSet
         * @instance
         */
        TimerSet.prototype.deadlineMs = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(TimerSet.prototype, "_deadlineMs", {
            get: $util.oneOfGetter($oneOfFields = ["deadlineMs"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified TimerSet message. Does not implicitly {@link raftwork.TimerSet.verify|verify} messages.
         * @function encode
         * @memberof raftwork.TimerSet
         * @static
         * @param {raftwork.TimerSet.$Properties} message TimerSet message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TimerSet.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs") && (typeof message.durationMs === "object" ? message.durationMs.low || message.durationMs.high : message.durationMs !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.durationMs);
            if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs"))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.deadlineMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TimerSet message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.TimerSet
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.TimerSet & raftwork.TimerSet.$Shape} TimerSet
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TimerSet.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.TimerSet();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.durationMs = value;
                        else
                            delete message.durationMs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.deadlineMs = reader.uint64();
                        message._deadlineMs = "deadlineMs";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TimerSet;
    })();

    raftwork.TimerFired = (function() {

        /**
         * Properties of a TimerFired.
         * @typedef {Object} raftwork.TimerFired.$Properties
         * @property {string|null} [workflowId] TimerFired workflowId
         * @property {Uint8Array|null} [runId] TimerFired runId
         * @property {string|null} [key] TimerFired key
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TimerFired.
         * @memberof raftwork
         * @interface ITimerFired
         * @augments raftwork.TimerFired.$Properties
         * @deprecated Use raftwork.TimerFired.$Properties instead.
         */

        /**
         * Shape of a TimerFired.
         * @typedef {raftwork.TimerFired.$Properties} raftwork.TimerFired.$Shape
         */

        /**
         * Constructs a new TimerFired.
         * @memberof raftwork
         * @classdesc Represents a TimerFired.
         * @constructor
         * @param {raftwork.TimerFired.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TimerFired = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TimerFired workflowId.
         * @member {string} workflowId
         * @memberof raftwork.TimerFired
         * @instance
         */
        TimerFired.prototype.workflowId = "";

        /**
         * TimerFired runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.TimerFired
         * @instance
         */
        TimerFired.prototype.runId = $util.newBuffer([]);

        /**
         * TimerFired key.
         * @member {string} key
         * @memberof raftwork.TimerFired
         * @instance
         */
        TimerFired.prototype.key = "";

        /**
         * Encodes the specified TimerFired message. Does not implicitly {@link raftwork.TimerFired.verify|verify} messages.
         * @function encode
         * @memberof raftwork.TimerFired
         * @static
         * @param {raftwork.TimerFired.$Properties} message TimerFired message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TimerFired.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TimerFired message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.TimerFired
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.TimerFired & raftwork.TimerFired.$Shape} TimerFired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TimerFired.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.TimerFired();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TimerFired;
    })();

    raftwork.TimerCancelled = (function() {

        /**
         * Properties of a TimerCancelled.
         * @typedef {Object} raftwork.TimerCancelled.$Properties
         * @property {string|null} [workflowId] TimerCancelled workflowId
         * @property {Uint8Array|null} [runId] TimerCancelled runId
         * @property {string|null} [key] TimerCancelled key
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TimerCancelled.
         * @memberof raftwork
         * @interface ITimerCancelled
         * @augments raftwork.TimerCancelled.$Properties
         * @deprecated Use raftwork.TimerCancelled.$Properties instead.
         */

        /**
         * Shape of a TimerCancelled.
         * @typedef {raftwork.TimerCancelled.$Properties} raftwork.TimerCancelled.$Shape
         */

        /**
         * Constructs a new TimerCancelled.
         * @memberof raftwork
         * @classdesc Represents a TimerCancelled.
         * @constructor
         * @param {raftwork.TimerCancelled.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TimerCancelled = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TimerCancelled workflowId.
         * @member {string} workflowId
         * @memberof raftwork.TimerCancelled
         * @instance
         */
        TimerCancelled.prototype.workflowId = "";

        /**
         * TimerCancelled runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.TimerCancelled
         * @instance
         */
        TimerCancelled.prototype.runId = $util.newBuffer([]);

        /**
         * TimerCancelled key.
         * @member {string} key
         * @memberof raftwork.TimerCancelled
         * @instance
         */
        TimerCancelled.prototype.key = "";

        /**
         * Encodes the specified TimerCancelled message. Does not implicitly {@link raftwork.TimerCancelled.verify|verify} messages.
         * @function encode
         * @memberof raftwork.TimerCancelled
         * @static
         * @param {raftwork.TimerCancelled.$Properties} message TimerCancelled message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TimerCancelled.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.key);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TimerCancelled message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.TimerCancelled
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.TimerCancelled & raftwork.TimerCancelled.$Shape} TimerCancelled
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TimerCancelled.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.TimerCancelled();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TimerCancelled;
    })();

    raftwork.Signal = (function() {

        /**
         * Properties of a Signal.
         * @typedef {Object} raftwork.Signal.$Properties
         * @property {string|null} [workflowId] Signal workflowId
         * @property {number|null} [runNumber] Signal runNumber
         * @property {Uint8Array|null} [requestId] Signal requestId
         * @property {string|null} [name] Signal name
         * @property {Uint8Array|null} [payload] Signal payload
         * @property {number|null} [historyEventsMax] Signal historyEventsMax
         * @property {number|null} [historyBytesMax] Signal historyBytesMax
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Signal.
         * @memberof raftwork
         * @interface ISignal
         * @augments raftwork.Signal.$Properties
         * @deprecated Use raftwork.Signal.$Properties instead.
         */

        /**
         * Shape of a Signal.
         * @typedef {raftwork.Signal.$Properties} raftwork.Signal.$Shape
         */

        /**
         * Constructs a new Signal.
         * @memberof raftwork
         * @classdesc Represents a Signal.
         * @constructor
         * @param {raftwork.Signal.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Signal = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Signal workflowId.
         * @member {string} workflowId
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.workflowId = "";

        /**
         * Signal runNumber.
         * @member {number} runNumber
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.runNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Signal requestId.
         * @member {Uint8Array} requestId
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.requestId = $util.newBuffer([]);

        /**
         * Signal name.
         * @member {string} name
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.name = "";

        /**
         * Signal payload.
         * @member {Uint8Array} payload
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.payload = $util.newBuffer([]);

        /**
         * Signal historyEventsMax.
         * @member {number} historyEventsMax
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.historyEventsMax = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Signal historyBytesMax.
         * @member {number} historyBytesMax
         * @memberof raftwork.Signal
         * @instance
         */
        Signal.prototype.historyBytesMax = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified Signal message. Does not implicitly {@link raftwork.Signal.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Signal
         * @static
         * @param {raftwork.Signal.$Properties} message Signal message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Signal.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runNumber != null && $Object.hasOwnProperty.call(message, "runNumber") && (typeof message.runNumber === "object" ? message.runNumber.low || message.runNumber.high : message.runNumber !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.runNumber);
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.requestId);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.name);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.payload);
            if (message.historyEventsMax != null && $Object.hasOwnProperty.call(message, "historyEventsMax") && (typeof message.historyEventsMax === "object" ? message.historyEventsMax.low || message.historyEventsMax.high : message.historyEventsMax !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.historyEventsMax);
            if (message.historyBytesMax != null && $Object.hasOwnProperty.call(message, "historyBytesMax") && (typeof message.historyBytesMax === "object" ? message.historyBytesMax.low || message.historyBytesMax.high : message.historyBytesMax !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.historyBytesMax);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Signal message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Signal
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Signal & raftwork.Signal.$Shape} Signal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Signal.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Signal();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runNumber = value;
                        else
                            delete message.runNumber;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.historyEventsMax = value;
                        else
                            delete message.historyEventsMax;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.historyBytesMax = value;
                        else
                            delete message.historyBytesMax;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Signal;
    })();

    raftwork.Cancel = (function() {

        /**
         * Properties of a Cancel.
         * @typedef {Object} raftwork.Cancel.$Properties
         * @property {string|null} [workflowId] Cancel workflowId
         * @property {number|null} [runNumber] Cancel runNumber
         * @property {Uint8Array|null} [requestId] Cancel requestId
         * @property {string|null} [reason] Cancel reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Cancel.
         * @memberof raftwork
         * @interface ICancel
         * @augments raftwork.Cancel.$Properties
         * @deprecated Use raftwork.Cancel.$Properties instead.
         */

        /**
         * Shape of a Cancel.
         * @typedef {raftwork.Cancel.$Properties} raftwork.Cancel.$Shape
         */

        /**
         * Constructs a new Cancel.
         * @memberof raftwork
         * @classdesc Represents a Cancel.
         * @constructor
         * @param {raftwork.Cancel.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Cancel = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Cancel workflowId.
         * @member {string} workflowId
         * @memberof raftwork.Cancel
         * @instance
         */
        Cancel.prototype.workflowId = "";

        /**
         * Cancel runNumber.
         * @member {number} runNumber
         * @memberof raftwork.Cancel
         * @instance
         */
        Cancel.prototype.runNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Cancel requestId.
         * @member {Uint8Array} requestId
         * @memberof raftwork.Cancel
         * @instance
         */
        Cancel.prototype.requestId = $util.newBuffer([]);

        /**
         * Cancel reason.
         * @member {string} reason
         * @memberof raftwork.Cancel
         * @instance
         */
        Cancel.prototype.reason = "";

        /**
         * Encodes the specified Cancel message. Does not implicitly {@link raftwork.Cancel.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Cancel
         * @static
         * @param {raftwork.Cancel.$Properties} message Cancel message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Cancel.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runNumber != null && $Object.hasOwnProperty.call(message, "runNumber") && (typeof message.runNumber === "object" ? message.runNumber.low || message.runNumber.high : message.runNumber !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.runNumber);
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.requestId);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Cancel message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Cancel
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Cancel & raftwork.Cancel.$Shape} Cancel
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Cancel.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Cancel();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runNumber = value;
                        else
                            delete message.runNumber;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Cancel;
    })();

    raftwork.RunParked = (function() {

        /**
         * Properties of a RunParked.
         * @typedef {Object} raftwork.RunParked.$Properties
         * @property {string|null} [workflowId] RunParked workflowId
         * @property {Uint8Array|null} [runId] RunParked runId
         * @property {number|null} [seq] RunParked seq
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RunParked.
         * @memberof raftwork
         * @interface IRunParked
         * @augments raftwork.RunParked.$Properties
         * @deprecated Use raftwork.RunParked.$Properties instead.
         */

        /**
         * Shape of a RunParked.
         * @typedef {raftwork.RunParked.$Properties} raftwork.RunParked.$Shape
         */

        /**
         * Constructs a new RunParked.
         * @memberof raftwork
         * @classdesc Represents a RunParked.
         * @constructor
         * @param {raftwork.RunParked.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RunParked = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RunParked workflowId.
         * @member {string} workflowId
         * @memberof raftwork.RunParked
         * @instance
         */
        RunParked.prototype.workflowId = "";

        /**
         * RunParked runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.RunParked
         * @instance
         */
        RunParked.prototype.runId = $util.newBuffer([]);

        /**
         * RunParked seq.
         * @member {number} seq
         * @memberof raftwork.RunParked
         * @instance
         */
        RunParked.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified RunParked message. Does not implicitly {@link raftwork.RunParked.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RunParked
         * @static
         * @param {raftwork.RunParked.$Properties} message RunParked message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RunParked.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.seq);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RunParked message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RunParked
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RunParked & raftwork.RunParked.$Shape} RunParked
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RunParked.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RunParked();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.seq = value;
                        else
                            delete message.seq;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RunParked;
    })();

    raftwork.RunComplete = (function() {

        /**
         * Properties of a RunComplete.
         * @typedef {Object} raftwork.RunComplete.$Properties
         * @property {string|null} [workflowId] RunComplete workflowId
         * @property {Uint8Array|null} [runId] RunComplete runId
         * @property {Uint8Array|null} [value] RunComplete value
         * @property {number|null} [consumedThrough] RunComplete consumedThrough
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RunComplete.
         * @memberof raftwork
         * @interface IRunComplete
         * @augments raftwork.RunComplete.$Properties
         * @deprecated Use raftwork.RunComplete.$Properties instead.
         */

        /**
         * Shape of a RunComplete.
         * @typedef {raftwork.RunComplete.$Properties} raftwork.RunComplete.$Shape
         */

        /**
         * Constructs a new RunComplete.
         * @memberof raftwork
         * @classdesc Represents a RunComplete.
         * @constructor
         * @param {raftwork.RunComplete.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RunComplete = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RunComplete workflowId.
         * @member {string} workflowId
         * @memberof raftwork.RunComplete
         * @instance
         */
        RunComplete.prototype.workflowId = "";

        /**
         * RunComplete runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.RunComplete
         * @instance
         */
        RunComplete.prototype.runId = $util.newBuffer([]);

        /**
         * RunComplete value.
         * @member {Uint8Array} value
         * @memberof raftwork.RunComplete
         * @instance
         */
        RunComplete.prototype.value = $util.newBuffer([]);

        /**
         * RunComplete consumedThrough.
         * @member {number} consumedThrough
         * @memberof raftwork.RunComplete
         * @instance
         */
        RunComplete.prototype.consumedThrough = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified RunComplete message. Does not implicitly {@link raftwork.RunComplete.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RunComplete
         * @static
         * @param {raftwork.RunComplete.$Properties} message RunComplete message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RunComplete.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
            if (message.consumedThrough != null && $Object.hasOwnProperty.call(message, "consumedThrough") && (typeof message.consumedThrough === "object" ? message.consumedThrough.low || message.consumedThrough.high : message.consumedThrough !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.consumedThrough);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RunComplete message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RunComplete
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RunComplete & raftwork.RunComplete.$Shape} RunComplete
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RunComplete.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RunComplete();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.consumedThrough = value;
                        else
                            delete message.consumedThrough;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RunComplete;
    })();

    raftwork.RunFail = (function() {

        /**
         * Properties of a RunFail.
         * @typedef {Object} raftwork.RunFail.$Properties
         * @property {string|null} [workflowId] RunFail workflowId
         * @property {Uint8Array|null} [runId] RunFail runId
         * @property {raftwork.Failure.$Properties|null} [failure] RunFail failure
         * @property {number|null} [consumedThrough] RunFail consumedThrough
         * @property {number|null} [kind] RunFail kind
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RunFail.
         * @memberof raftwork
         * @interface IRunFail
         * @augments raftwork.RunFail.$Properties
         * @deprecated Use raftwork.RunFail.$Properties instead.
         */

        /**
         * Shape of a RunFail.
         * @typedef {raftwork.RunFail.$Properties} raftwork.RunFail.$Shape
         */

        /**
         * Constructs a new RunFail.
         * @memberof raftwork
         * @classdesc Represents a RunFail.
         * @constructor
         * @param {raftwork.RunFail.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RunFail = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RunFail workflowId.
         * @member {string} workflowId
         * @memberof raftwork.RunFail
         * @instance
         */
        RunFail.prototype.workflowId = "";

        /**
         * RunFail runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.RunFail
         * @instance
         */
        RunFail.prototype.runId = $util.newBuffer([]);

        /**
         * RunFail failure.
         * @member {raftwork.Failure.$Properties|null|undefined} failure
         * @memberof raftwork.RunFail
         * @instance
         */
        RunFail.prototype.failure = null;

        /**
         * RunFail consumedThrough.
         * @member {number} consumedThrough
         * @memberof raftwork.RunFail
         * @instance
         */
        RunFail.prototype.consumedThrough = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunFail kind.
         * @member {number} kind
         * @memberof raftwork.RunFail
         * @instance
         */
        RunFail.prototype.kind = 0;

        /**
         * Encodes the specified RunFail message. Does not implicitly {@link raftwork.RunFail.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RunFail
         * @static
         * @param {raftwork.RunFail.$Properties} message RunFail message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RunFail.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                $root.raftwork.Failure.encode(message.failure, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.consumedThrough != null && $Object.hasOwnProperty.call(message, "consumedThrough") && (typeof message.consumedThrough === "object" ? message.consumedThrough.low || message.consumedThrough.high : message.consumedThrough !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.consumedThrough);
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.kind);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RunFail message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RunFail
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RunFail & raftwork.RunFail.$Shape} RunFail
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RunFail.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RunFail();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.failure = $root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.consumedThrough = value;
                        else
                            delete message.consumedThrough;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RunFail;
    })();

    raftwork.Terminate = (function() {

        /**
         * Properties of a Terminate.
         * @typedef {Object} raftwork.Terminate.$Properties
         * @property {string|null} [workflowId] Terminate workflowId
         * @property {Uint8Array|null} [runId] Terminate runId
         * @property {string|null} [reason] Terminate reason
         * @property {Uint8Array|null} [requestId] Terminate requestId
         * @property {number|null} [runNumber] Terminate runNumber
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Terminate.
         * @memberof raftwork
         * @interface ITerminate
         * @augments raftwork.Terminate.$Properties
         * @deprecated Use raftwork.Terminate.$Properties instead.
         */

        /**
         * Shape of a Terminate.
         * @typedef {raftwork.Terminate.$Properties} raftwork.Terminate.$Shape
         */

        /**
         * Constructs a new Terminate.
         * @memberof raftwork
         * @classdesc Represents a Terminate.
         * @constructor
         * @param {raftwork.Terminate.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Terminate = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Terminate workflowId.
         * @member {string} workflowId
         * @memberof raftwork.Terminate
         * @instance
         */
        Terminate.prototype.workflowId = "";

        /**
         * Terminate runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.Terminate
         * @instance
         */
        Terminate.prototype.runId = $util.newBuffer([]);

        /**
         * Terminate reason.
         * @member {string} reason
         * @memberof raftwork.Terminate
         * @instance
         */
        Terminate.prototype.reason = "";

        /**
         * Terminate requestId.
         * @member {Uint8Array} requestId
         * @memberof raftwork.Terminate
         * @instance
         */
        Terminate.prototype.requestId = $util.newBuffer([]);

        /**
         * Terminate runNumber.
         * @member {number} runNumber
         * @memberof raftwork.Terminate
         * @instance
         */
        Terminate.prototype.runNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified Terminate message. Does not implicitly {@link raftwork.Terminate.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Terminate
         * @static
         * @param {raftwork.Terminate.$Properties} message Terminate message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Terminate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.runId);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.requestId);
            if (message.runNumber != null && $Object.hasOwnProperty.call(message, "runNumber") && (typeof message.runNumber === "object" ? message.runNumber.low || message.runNumber.high : message.runNumber !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.runNumber);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Terminate message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Terminate
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Terminate & raftwork.Terminate.$Shape} Terminate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Terminate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Terminate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runNumber = value;
                        else
                            delete message.runNumber;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Terminate;
    })();

    raftwork.Retire = (function() {

        /**
         * Properties of a Retire.
         * @typedef {Object} raftwork.Retire.$Properties
         * @property {Array.<raftwork.RetiredRun.$Properties>|null} [runs] Retire runs
         * @property {Array.<raftwork.RetiredRequest.$Properties>|null} [requests] Retire requests
         * @property {number|null} [requestsBefore] Retire requestsBefore
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Retire.
         * @memberof raftwork
         * @interface IRetire
         * @augments raftwork.Retire.$Properties
         * @deprecated Use raftwork.Retire.$Properties instead.
         */

        /**
         * Shape of a Retire.
         * @typedef {raftwork.Retire.$Properties} raftwork.Retire.$Shape
         */

        /**
         * Constructs a new Retire.
         * @memberof raftwork
         * @classdesc Represents a Retire.
         * @constructor
         * @param {raftwork.Retire.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Retire = function (properties) {
            this.runs = [];
            this.requests = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Retire runs.
         * @member {Array.<raftwork.RetiredRun.$Properties>} runs
         * @memberof raftwork.Retire
         * @instance
         */
        Retire.prototype.runs = $util.emptyArray;

        /**
         * Retire requests.
         * @member {Array.<raftwork.RetiredRequest.$Properties>} requests
         * @memberof raftwork.Retire
         * @instance
         */
        Retire.prototype.requests = $util.emptyArray;

        /**
         * Retire requestsBefore.
         * @member {number} requestsBefore
         * @memberof raftwork.Retire
         * @instance
         */
        Retire.prototype.requestsBefore = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified Retire message. Does not implicitly {@link raftwork.Retire.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Retire
         * @static
         * @param {raftwork.Retire.$Properties} message Retire message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Retire.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.runs != null && message.runs.length)
                for (let i = 0; i < message.runs.length; ++i)
                    $root.raftwork.RetiredRun.encode(message.runs[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.requests != null && message.requests.length)
                for (let i = 0; i < message.requests.length; ++i)
                    $root.raftwork.RetiredRequest.encode(message.requests[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.requestsBefore != null && $Object.hasOwnProperty.call(message, "requestsBefore") && (typeof message.requestsBefore === "object" ? message.requestsBefore.low || message.requestsBefore.high : message.requestsBefore !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.requestsBefore);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Retire message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Retire
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Retire & raftwork.Retire.$Shape} Retire
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Retire.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Retire();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.runs && message.runs.length))
                            message.runs = [];
                        message.runs.push($root.raftwork.RetiredRun.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.requests && message.requests.length))
                            message.requests = [];
                        message.requests.push($root.raftwork.RetiredRequest.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.requestsBefore = value;
                        else
                            delete message.requestsBefore;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Retire;
    })();

    raftwork.RetiredRun = (function() {

        /**
         * Properties of a RetiredRun.
         * @typedef {Object} raftwork.RetiredRun.$Properties
         * @property {string|null} [workflowId] RetiredRun workflowId
         * @property {number|null} [runNumber] RetiredRun runNumber
         * @property {Uint8Array|null} [runId] RetiredRun runId
         * @property {number|null} [fromSeq] RetiredRun fromSeq
         * @property {number|null} [throughSeq] RetiredRun throughSeq
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RetiredRun.
         * @memberof raftwork
         * @interface IRetiredRun
         * @augments raftwork.RetiredRun.$Properties
         * @deprecated Use raftwork.RetiredRun.$Properties instead.
         */

        /**
         * Shape of a RetiredRun.
         * @typedef {raftwork.RetiredRun.$Properties} raftwork.RetiredRun.$Shape
         */

        /**
         * Constructs a new RetiredRun.
         * @memberof raftwork
         * @classdesc Represents a RetiredRun.
         * @constructor
         * @param {raftwork.RetiredRun.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RetiredRun = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RetiredRun workflowId.
         * @member {string} workflowId
         * @memberof raftwork.RetiredRun
         * @instance
         */
        RetiredRun.prototype.workflowId = "";

        /**
         * RetiredRun runNumber.
         * @member {number} runNumber
         * @memberof raftwork.RetiredRun
         * @instance
         */
        RetiredRun.prototype.runNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RetiredRun runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.RetiredRun
         * @instance
         */
        RetiredRun.prototype.runId = $util.newBuffer([]);

        /**
         * RetiredRun fromSeq.
         * @member {number} fromSeq
         * @memberof raftwork.RetiredRun
         * @instance
         */
        RetiredRun.prototype.fromSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RetiredRun throughSeq.
         * @member {number} throughSeq
         * @memberof raftwork.RetiredRun
         * @instance
         */
        RetiredRun.prototype.throughSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified RetiredRun message. Does not implicitly {@link raftwork.RetiredRun.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RetiredRun
         * @static
         * @param {raftwork.RetiredRun.$Properties} message RetiredRun message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RetiredRun.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.runNumber != null && $Object.hasOwnProperty.call(message, "runNumber") && (typeof message.runNumber === "object" ? message.runNumber.low || message.runNumber.high : message.runNumber !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.runNumber);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.runId);
            if (message.fromSeq != null && $Object.hasOwnProperty.call(message, "fromSeq") && (typeof message.fromSeq === "object" ? message.fromSeq.low || message.fromSeq.high : message.fromSeq !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.fromSeq);
            if (message.throughSeq != null && $Object.hasOwnProperty.call(message, "throughSeq") && (typeof message.throughSeq === "object" ? message.throughSeq.low || message.throughSeq.high : message.throughSeq !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.throughSeq);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RetiredRun message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RetiredRun
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RetiredRun & raftwork.RetiredRun.$Shape} RetiredRun
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RetiredRun.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RetiredRun();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runNumber = value;
                        else
                            delete message.runNumber;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.fromSeq = value;
                        else
                            delete message.fromSeq;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.throughSeq = value;
                        else
                            delete message.throughSeq;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RetiredRun;
    })();

    raftwork.RetiredRequest = (function() {

        /**
         * Properties of a RetiredRequest.
         * @typedef {Object} raftwork.RetiredRequest.$Properties
         * @property {string|null} [workflowId] RetiredRequest workflowId
         * @property {Uint8Array|null} [requestId] RetiredRequest requestId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RetiredRequest.
         * @memberof raftwork
         * @interface IRetiredRequest
         * @augments raftwork.RetiredRequest.$Properties
         * @deprecated Use raftwork.RetiredRequest.$Properties instead.
         */

        /**
         * Shape of a RetiredRequest.
         * @typedef {raftwork.RetiredRequest.$Properties} raftwork.RetiredRequest.$Shape
         */

        /**
         * Constructs a new RetiredRequest.
         * @memberof raftwork
         * @classdesc Represents a RetiredRequest.
         * @constructor
         * @param {raftwork.RetiredRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RetiredRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RetiredRequest workflowId.
         * @member {string} workflowId
         * @memberof raftwork.RetiredRequest
         * @instance
         */
        RetiredRequest.prototype.workflowId = "";

        /**
         * RetiredRequest requestId.
         * @member {Uint8Array} requestId
         * @memberof raftwork.RetiredRequest
         * @instance
         */
        RetiredRequest.prototype.requestId = $util.newBuffer([]);

        /**
         * Encodes the specified RetiredRequest message. Does not implicitly {@link raftwork.RetiredRequest.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RetiredRequest
         * @static
         * @param {raftwork.RetiredRequest.$Properties} message RetiredRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RetiredRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.workflowId != null && $Object.hasOwnProperty.call(message, "workflowId") && message.workflowId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.workflowId);
            if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.requestId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RetiredRequest message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RetiredRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RetiredRequest & raftwork.RetiredRequest.$Shape} RetiredRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RetiredRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RetiredRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowId = value;
                        else
                            delete message.workflowId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.requestId = value;
                        else
                            delete message.requestId;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RetiredRequest;
    })();

    raftwork.MemberJoin = (function() {

        /**
         * Properties of a MemberJoin.
         * @typedef {Object} raftwork.MemberJoin.$Properties
         * @property {string|null} [nodeId] MemberJoin nodeId
         * @property {number|null} [incarnation] MemberJoin incarnation
         * @property {string|null} [address] MemberJoin address
         * @property {number|null} [replicaId] MemberJoin replicaId
         * @property {number|null} [commandLevel] MemberJoin commandLevel
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MemberJoin.
         * @memberof raftwork
         * @interface IMemberJoin
         * @augments raftwork.MemberJoin.$Properties
         * @deprecated Use raftwork.MemberJoin.$Properties instead.
         */

        /**
         * Shape of a MemberJoin.
         * @typedef {raftwork.MemberJoin.$Properties} raftwork.MemberJoin.$Shape
         */

        /**
         * Constructs a new MemberJoin.
         * @memberof raftwork
         * @classdesc Represents a MemberJoin.
         * @constructor
         * @param {raftwork.MemberJoin.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MemberJoin = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MemberJoin nodeId.
         * @member {string} nodeId
         * @memberof raftwork.MemberJoin
         * @instance
         */
        MemberJoin.prototype.nodeId = "";

        /**
         * MemberJoin incarnation.
         * @member {number} incarnation
         * @memberof raftwork.MemberJoin
         * @instance
         */
        MemberJoin.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MemberJoin address.
         * @member {string} address
         * @memberof raftwork.MemberJoin
         * @instance
         */
        MemberJoin.prototype.address = "";

        /**
         * MemberJoin replicaId.
         * @member {number} replicaId
         * @memberof raftwork.MemberJoin
         * @instance
         */
        MemberJoin.prototype.replicaId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MemberJoin commandLevel.
         * @member {number} commandLevel
         * @memberof raftwork.MemberJoin
         * @instance
         */
        MemberJoin.prototype.commandLevel = 0;

        /**
         * Encodes the specified MemberJoin message. Does not implicitly {@link raftwork.MemberJoin.verify|verify} messages.
         * @function encode
         * @memberof raftwork.MemberJoin
         * @static
         * @param {raftwork.MemberJoin.$Properties} message MemberJoin message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MemberJoin.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
            if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.address);
            if (message.replicaId != null && $Object.hasOwnProperty.call(message, "replicaId") && (typeof message.replicaId === "object" ? message.replicaId.low || message.replicaId.high : message.replicaId !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.replicaId);
            if (message.commandLevel != null && $Object.hasOwnProperty.call(message, "commandLevel") && message.commandLevel !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.commandLevel);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MemberJoin message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.MemberJoin
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.MemberJoin & raftwork.MemberJoin.$Shape} MemberJoin
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MemberJoin.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.MemberJoin();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.address = value;
                        else
                            delete message.address;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.replicaId = value;
                        else
                            delete message.replicaId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.commandLevel = value;
                        else
                            delete message.commandLevel;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MemberJoin;
    })();

    raftwork.MemberLeave = (function() {

        /**
         * Properties of a MemberLeave.
         * @typedef {Object} raftwork.MemberLeave.$Properties
         * @property {string|null} [nodeId] MemberLeave nodeId
         * @property {number|null} [replicaId] MemberLeave replicaId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MemberLeave.
         * @memberof raftwork
         * @interface IMemberLeave
         * @augments raftwork.MemberLeave.$Properties
         * @deprecated Use raftwork.MemberLeave.$Properties instead.
         */

        /**
         * Shape of a MemberLeave.
         * @typedef {raftwork.MemberLeave.$Properties} raftwork.MemberLeave.$Shape
         */

        /**
         * Constructs a new MemberLeave.
         * @memberof raftwork
         * @classdesc Represents a MemberLeave.
         * @constructor
         * @param {raftwork.MemberLeave.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MemberLeave = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MemberLeave nodeId.
         * @member {string} nodeId
         * @memberof raftwork.MemberLeave
         * @instance
         */
        MemberLeave.prototype.nodeId = "";

        /**
         * MemberLeave replicaId.
         * @member {number} replicaId
         * @memberof raftwork.MemberLeave
         * @instance
         */
        MemberLeave.prototype.replicaId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified MemberLeave message. Does not implicitly {@link raftwork.MemberLeave.verify|verify} messages.
         * @function encode
         * @memberof raftwork.MemberLeave
         * @static
         * @param {raftwork.MemberLeave.$Properties} message MemberLeave message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MemberLeave.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.replicaId != null && $Object.hasOwnProperty.call(message, "replicaId") && (typeof message.replicaId === "object" ? message.replicaId.low || message.replicaId.high : message.replicaId !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.replicaId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MemberLeave message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.MemberLeave
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.MemberLeave & raftwork.MemberLeave.$Shape} MemberLeave
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MemberLeave.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.MemberLeave();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.replicaId = value;
                        else
                            delete message.replicaId;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MemberLeave;
    })();

    raftwork.MemberPublish = (function() {

        /**
         * Properties of a MemberPublish.
         * @typedef {Object} raftwork.MemberPublish.$Properties
         * @property {string|null} [nodeId] MemberPublish nodeId
         * @property {number|null} [incarnation] MemberPublish incarnation
         * @property {Array.<raftwork.PublishedWorkflow.$Properties>|null} [workflows] MemberPublish workflows
         * @property {boolean|null} [handsOver] MemberPublish handsOver
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MemberPublish.
         * @memberof raftwork
         * @interface IMemberPublish
         * @augments raftwork.MemberPublish.$Properties
         * @deprecated Use raftwork.MemberPublish.$Properties instead.
         */

        /**
         * Shape of a MemberPublish.
         * @typedef {raftwork.MemberPublish.$Properties} raftwork.MemberPublish.$Shape
         */

        /**
         * Constructs a new MemberPublish.
         * @memberof raftwork
         * @classdesc Represents a MemberPublish.
         * @constructor
         * @param {raftwork.MemberPublish.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MemberPublish = function (properties) {
            this.workflows = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MemberPublish nodeId.
         * @member {string} nodeId
         * @memberof raftwork.MemberPublish
         * @instance
         */
        MemberPublish.prototype.nodeId = "";

        /**
         * MemberPublish incarnation.
         * @member {number} incarnation
         * @memberof raftwork.MemberPublish
         * @instance
         */
        MemberPublish.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MemberPublish workflows.
         * @member {Array.<raftwork.PublishedWorkflow.$Properties>} workflows
         * @memberof raftwork.MemberPublish
         * @instance
         */
        MemberPublish.prototype.workflows = $util.emptyArray;

        /**
         * MemberPublish handsOver.
         * @member {boolean} handsOver
         * @memberof raftwork.MemberPublish
         * @instance
         */
        MemberPublish.prototype.handsOver = false;

        /**
         * Encodes the specified MemberPublish message. Does not implicitly {@link raftwork.MemberPublish.verify|verify} messages.
         * @function encode
         * @memberof raftwork.MemberPublish
         * @static
         * @param {raftwork.MemberPublish.$Properties} message MemberPublish message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MemberPublish.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.incarnation);
            if (message.workflows != null && message.workflows.length)
                for (let i = 0; i < message.workflows.length; ++i)
                    $root.raftwork.PublishedWorkflow.encode(message.workflows[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.handsOver != null && $Object.hasOwnProperty.call(message, "handsOver") && message.handsOver !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.handsOver);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MemberPublish message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.MemberPublish
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.MemberPublish & raftwork.MemberPublish.$Shape} MemberPublish
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MemberPublish.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.MemberPublish();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.workflows && message.workflows.length))
                            message.workflows = [];
                        message.workflows.push($root.raftwork.PublishedWorkflow.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.handsOver = value;
                        else
                            delete message.handsOver;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MemberPublish;
    })();

    raftwork.PublishedWorkflow = (function() {

        /**
         * Properties of a PublishedWorkflow.
         * @typedef {Object} raftwork.PublishedWorkflow.$Properties
         * @property {string|null} [name] PublishedWorkflow name
         * @property {Array.<number>|null} [versions] PublishedWorkflow versions
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PublishedWorkflow.
         * @memberof raftwork
         * @interface IPublishedWorkflow
         * @augments raftwork.PublishedWorkflow.$Properties
         * @deprecated Use raftwork.PublishedWorkflow.$Properties instead.
         */

        /**
         * Shape of a PublishedWorkflow.
         * @typedef {raftwork.PublishedWorkflow.$Properties} raftwork.PublishedWorkflow.$Shape
         */

        /**
         * Constructs a new PublishedWorkflow.
         * @memberof raftwork
         * @classdesc Represents a PublishedWorkflow.
         * @constructor
         * @param {raftwork.PublishedWorkflow.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PublishedWorkflow = function (properties) {
            this.versions = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PublishedWorkflow name.
         * @member {string} name
         * @memberof raftwork.PublishedWorkflow
         * @instance
         */
        PublishedWorkflow.prototype.name = "";

        /**
         * PublishedWorkflow versions.
         * @member {Array.<number>} versions
         * @memberof raftwork.PublishedWorkflow
         * @instance
         */
        PublishedWorkflow.prototype.versions = $util.emptyArray;

        /**
         * Encodes the specified PublishedWorkflow message. Does not implicitly {@link raftwork.PublishedWorkflow.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PublishedWorkflow
         * @static
         * @param {raftwork.PublishedWorkflow.$Properties} message PublishedWorkflow message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PublishedWorkflow.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.versions != null && message.versions.length)
                writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.versions);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PublishedWorkflow message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PublishedWorkflow
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PublishedWorkflow & raftwork.PublishedWorkflow.$Shape} PublishedWorkflow
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PublishedWorkflow.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PublishedWorkflow();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.versions && message.versions.length))
                                message.versions = [];
                            reader.uint32s(message.versions);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.versions && message.versions.length))
                            message.versions = [];
                        message.versions.push(reader.uint32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PublishedWorkflow;
    })();

    raftwork.ConfChangeSingle = (function() {

        /**
         * Properties of a ConfChangeSingle.
         * @typedef {Object} raftwork.ConfChangeSingle.$Properties
         * @property {number|null} [type] ConfChangeSingle type
         * @property {number|null} [peerId] ConfChangeSingle peerId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ConfChangeSingle.
         * @memberof raftwork
         * @interface IConfChangeSingle
         * @augments raftwork.ConfChangeSingle.$Properties
         * @deprecated Use raftwork.ConfChangeSingle.$Properties instead.
         */

        /**
         * Shape of a ConfChangeSingle.
         * @typedef {raftwork.ConfChangeSingle.$Properties} raftwork.ConfChangeSingle.$Shape
         */

        /**
         * Constructs a new ConfChangeSingle.
         * @memberof raftwork
         * @classdesc Represents a ConfChangeSingle.
         * @constructor
         * @param {raftwork.ConfChangeSingle.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ConfChangeSingle = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ConfChangeSingle type.
         * @member {number} type
         * @memberof raftwork.ConfChangeSingle
         * @instance
         */
        ConfChangeSingle.prototype.type = 0;

        /**
         * ConfChangeSingle peerId.
         * @member {number} peerId
         * @memberof raftwork.ConfChangeSingle
         * @instance
         */
        ConfChangeSingle.prototype.peerId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified ConfChangeSingle message. Does not implicitly {@link raftwork.ConfChangeSingle.verify|verify} messages.
         * @function encode
         * @memberof raftwork.ConfChangeSingle
         * @static
         * @param {raftwork.ConfChangeSingle.$Properties} message ConfChangeSingle message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ConfChangeSingle.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.type);
            if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && (typeof message.peerId === "object" ? message.peerId.low || message.peerId.high : message.peerId !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.peerId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ConfChangeSingle message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.ConfChangeSingle
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.ConfChangeSingle & raftwork.ConfChangeSingle.$Shape} ConfChangeSingle
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ConfChangeSingle.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.ConfChangeSingle();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.peerId = value;
                        else
                            delete message.peerId;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ConfChangeSingle;
    })();

    raftwork.ConfChange = (function() {

        /**
         * Properties of a ConfChange.
         * @typedef {Object} raftwork.ConfChange.$Properties
         * @property {number|null} [transition] ConfChange transition
         * @property {Array.<raftwork.ConfChangeSingle.$Properties>|null} [changes] ConfChange changes
         * @property {Uint8Array|null} [context] ConfChange context
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ConfChange.
         * @memberof raftwork
         * @interface IConfChange
         * @augments raftwork.ConfChange.$Properties
         * @deprecated Use raftwork.ConfChange.$Properties instead.
         */

        /**
         * Shape of a ConfChange.
         * @typedef {raftwork.ConfChange.$Properties} raftwork.ConfChange.$Shape
         */

        /**
         * Constructs a new ConfChange.
         * @memberof raftwork
         * @classdesc Represents a ConfChange.
         * @constructor
         * @param {raftwork.ConfChange.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ConfChange = function (properties) {
            this.changes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ConfChange transition.
         * @member {number} transition
         * @memberof raftwork.ConfChange
         * @instance
         */
        ConfChange.prototype.transition = 0;

        /**
         * ConfChange changes.
         * @member {Array.<raftwork.ConfChangeSingle.$Properties>} changes
         * @memberof raftwork.ConfChange
         * @instance
         */
        ConfChange.prototype.changes = $util.emptyArray;

        /**
         * ConfChange context.
         * @member {Uint8Array} context
         * @memberof raftwork.ConfChange
         * @instance
         */
        ConfChange.prototype.context = $util.newBuffer([]);

        /**
         * Encodes the specified ConfChange message. Does not implicitly {@link raftwork.ConfChange.verify|verify} messages.
         * @function encode
         * @memberof raftwork.ConfChange
         * @static
         * @param {raftwork.ConfChange.$Properties} message ConfChange message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ConfChange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.transition != null && $Object.hasOwnProperty.call(message, "transition") && message.transition !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.transition);
            if (message.changes != null && message.changes.length)
                for (let i = 0; i < message.changes.length; ++i)
                    $root.raftwork.ConfChangeSingle.encode(message.changes[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.context != null && $Object.hasOwnProperty.call(message, "context") && message.context.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.context);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ConfChange message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.ConfChange
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.ConfChange & raftwork.ConfChange.$Shape} ConfChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ConfChange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.ConfChange();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.transition = value;
                        else
                            delete message.transition;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.changes && message.changes.length))
                            message.changes = [];
                        message.changes.push($root.raftwork.ConfChangeSingle.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.context = value;
                        else
                            delete message.context;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ConfChange;
    })();

    raftwork.HistoryRecord = (function() {

        /**
         * Properties of a HistoryRecord.
         * @typedef {Object} raftwork.HistoryRecord.$Properties
         * @property {number|null} [machineTime] HistoryRecord machineTime
         * @property {Uint8Array|null} [command] HistoryRecord command
         * @property {number|null} [historyBytes] HistoryRecord historyBytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a HistoryRecord.
         * @memberof raftwork
         * @interface IHistoryRecord
         * @augments raftwork.HistoryRecord.$Properties
         * @deprecated Use raftwork.HistoryRecord.$Properties instead.
         */

        /**
         * Shape of a HistoryRecord.
         * @typedef {raftwork.HistoryRecord.$Properties} raftwork.HistoryRecord.$Shape
         */

        /**
         * Constructs a new HistoryRecord.
         * @memberof raftwork
         * @classdesc Represents a HistoryRecord.
         * @constructor
         * @param {raftwork.HistoryRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const HistoryRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * HistoryRecord machineTime.
         * @member {number} machineTime
         * @memberof raftwork.HistoryRecord
         * @instance
         */
        HistoryRecord.prototype.machineTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * HistoryRecord command.
         * @member {Uint8Array} command
         * @memberof raftwork.HistoryRecord
         * @instance
         */
        HistoryRecord.prototype.command = $util.newBuffer([]);

        /**
         * HistoryRecord historyBytes.
         * @member {number} historyBytes
         * @memberof raftwork.HistoryRecord
         * @instance
         */
        HistoryRecord.prototype.historyBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified HistoryRecord message. Does not implicitly {@link raftwork.HistoryRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.HistoryRecord
         * @static
         * @param {raftwork.HistoryRecord.$Properties} message HistoryRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        HistoryRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.machineTime != null && $Object.hasOwnProperty.call(message, "machineTime") && (typeof message.machineTime === "object" ? message.machineTime.low || message.machineTime.high : message.machineTime !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.machineTime);
            if (message.command != null && $Object.hasOwnProperty.call(message, "command") && message.command.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.command);
            if (message.historyBytes != null && $Object.hasOwnProperty.call(message, "historyBytes") && (typeof message.historyBytes === "object" ? message.historyBytes.low || message.historyBytes.high : message.historyBytes !== 0))
                writer.uint32(/* id 3, wireType 1 =*/25).fixed64(message.historyBytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a HistoryRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.HistoryRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.HistoryRecord & raftwork.HistoryRecord.$Shape} HistoryRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        HistoryRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.HistoryRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.machineTime = value;
                        else
                            delete message.machineTime;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.command = value;
                        else
                            delete message.command;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.historyBytes = value;
                        else
                            delete message.historyBytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HistoryRecord;
    })();

    raftwork.PackedHistory = (function() {

        /**
         * Properties of a PackedHistory.
         * @typedef {Object} raftwork.PackedHistory.$Properties
         * @property {Array.<Uint8Array>|null} [records] PackedHistory records
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PackedHistory.
         * @memberof raftwork
         * @interface IPackedHistory
         * @augments raftwork.PackedHistory.$Properties
         * @deprecated Use raftwork.PackedHistory.$Properties instead.
         */

        /**
         * Shape of a PackedHistory.
         * @typedef {raftwork.PackedHistory.$Properties} raftwork.PackedHistory.$Shape
         */

        /**
         * Constructs a new PackedHistory.
         * @memberof raftwork
         * @classdesc Represents a PackedHistory.
         * @constructor
         * @param {raftwork.PackedHistory.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PackedHistory = function (properties) {
            this.records = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PackedHistory records.
         * @member {Array.<Uint8Array>} records
         * @memberof raftwork.PackedHistory
         * @instance
         */
        PackedHistory.prototype.records = $util.emptyArray;

        /**
         * Encodes the specified PackedHistory message. Does not implicitly {@link raftwork.PackedHistory.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PackedHistory
         * @static
         * @param {raftwork.PackedHistory.$Properties} message PackedHistory message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PackedHistory.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.records != null && message.records.length)
                for (let i = 0; i < message.records.length; ++i)
                    writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.records[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PackedHistory message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PackedHistory
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PackedHistory & raftwork.PackedHistory.$Shape} PackedHistory
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PackedHistory.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PackedHistory();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 15: {
                        if (wireType !== 2)
                            break;
                        if (!(message.records && message.records.length))
                            message.records = [];
                        message.records.push(reader.bytes());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PackedHistory;
    })();

    raftwork.WorkflowHead = (function() {

        /**
         * Properties of a WorkflowHead.
         * @typedef {Object} raftwork.WorkflowHead.$Properties
         * @property {number|null} [runNumber] WorkflowHead runNumber
         * @property {number|null} [runsKept] WorkflowHead runsKept
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WorkflowHead.
         * @memberof raftwork
         * @interface IWorkflowHead
         * @augments raftwork.WorkflowHead.$Properties
         * @deprecated Use raftwork.WorkflowHead.$Properties instead.
         */

        /**
         * Shape of a WorkflowHead.
         * @typedef {raftwork.WorkflowHead.$Properties} raftwork.WorkflowHead.$Shape
         */

        /**
         * Constructs a new WorkflowHead.
         * @memberof raftwork
         * @classdesc Represents a WorkflowHead.
         * @constructor
         * @param {raftwork.WorkflowHead.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WorkflowHead = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WorkflowHead runNumber.
         * @member {number} runNumber
         * @memberof raftwork.WorkflowHead
         * @instance
         */
        WorkflowHead.prototype.runNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * WorkflowHead runsKept.
         * @member {number} runsKept
         * @memberof raftwork.WorkflowHead
         * @instance
         */
        WorkflowHead.prototype.runsKept = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified WorkflowHead message. Does not implicitly {@link raftwork.WorkflowHead.verify|verify} messages.
         * @function encode
         * @memberof raftwork.WorkflowHead
         * @static
         * @param {raftwork.WorkflowHead.$Properties} message WorkflowHead message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WorkflowHead.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.runNumber != null && $Object.hasOwnProperty.call(message, "runNumber") && (typeof message.runNumber === "object" ? message.runNumber.low || message.runNumber.high : message.runNumber !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.runNumber);
            if (message.runsKept != null && $Object.hasOwnProperty.call(message, "runsKept") && (typeof message.runsKept === "object" ? message.runsKept.low || message.runsKept.high : message.runsKept !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.runsKept);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WorkflowHead message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.WorkflowHead
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.WorkflowHead & raftwork.WorkflowHead.$Shape} WorkflowHead
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WorkflowHead.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.WorkflowHead();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runNumber = value;
                        else
                            delete message.runNumber;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runsKept = value;
                        else
                            delete message.runsKept;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WorkflowHead;
    })();

    raftwork.RunRecord = (function() {

        /**
         * Properties of a RunRecord.
         * @typedef {Object} raftwork.RunRecord.$Properties
         * @property {Uint8Array|null} [runId] RunRecord runId
         * @property {string|null} [workflowName] RunRecord workflowName
         * @property {number|null} [workflowVersion] RunRecord workflowVersion
         * @property {number|null} [status] RunRecord status
         * @property {number|null} [startedAt] RunRecord startedAt
         * @property {number|null} [closedAt] RunRecord closedAt
         * @property {number|null} [endSeq] RunRecord endSeq
         * @property {number|null} [historyBytes] RunRecord historyBytes
         * @property {boolean|null} [cancelRequested] RunRecord cancelRequested
         * @property {number|null} [parkedThrough] RunRecord parkedThrough
         * @property {number|null} [retentionMs] RunRecord retentionMs
         * @property {number|null} [firstSeq] RunRecord firstSeq
         * @property {boolean|null} [isPacked] RunRecord isPacked
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RunRecord.
         * @memberof raftwork
         * @interface IRunRecord
         * @augments raftwork.RunRecord.$Properties
         * @deprecated Use raftwork.RunRecord.$Properties instead.
         */

        /**
         * Shape of a RunRecord.
         * @typedef {raftwork.RunRecord.$Properties} raftwork.RunRecord.$Shape
         */

        /**
         * Constructs a new RunRecord.
         * @memberof raftwork
         * @classdesc Represents a RunRecord.
         * @constructor
         * @param {raftwork.RunRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RunRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RunRecord runId.
         * @member {Uint8Array} runId
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.runId = $util.newBuffer([]);

        /**
         * RunRecord workflowName.
         * @member {string} workflowName
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.workflowName = "";

        /**
         * RunRecord workflowVersion.
         * @member {number} workflowVersion
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.workflowVersion = 0;

        /**
         * RunRecord status.
         * @member {number} status
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.status = 0;

        /**
         * RunRecord startedAt.
         * @member {number} startedAt
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.startedAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunRecord closedAt.
         * @member {number} closedAt
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.closedAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunRecord endSeq.
         * @member {number} endSeq
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.endSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunRecord historyBytes.
         * @member {number} historyBytes
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.historyBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunRecord cancelRequested.
         * @member {boolean} cancelRequested
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.cancelRequested = false;

        /**
         * RunRecord parkedThrough.
         * @member {number|null|undefined} parkedThrough
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.parkedThrough = null;

        /**
         * RunRecord retentionMs.
         * @member {number} retentionMs
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.retentionMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunRecord firstSeq.
         * @member {number} firstSeq
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.firstSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RunRecord isPacked.
         * @member {boolean} isPacked
         * @memberof raftwork.RunRecord
         * @instance
         */
        RunRecord.prototype.isPacked = false;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(RunRecord.prototype, "_parkedThrough", {
            get: $util.oneOfGetter($oneOfFields = ["parkedThrough"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified RunRecord message. Does not implicitly {@link raftwork.RunRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RunRecord
         * @static
         * @param {raftwork.RunRecord.$Properties} message RunRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RunRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.runId);
            if (message.workflowName != null && $Object.hasOwnProperty.call(message, "workflowName") && message.workflowName !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.workflowName);
            if (message.workflowVersion != null && $Object.hasOwnProperty.call(message, "workflowVersion") && message.workflowVersion !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.workflowVersion);
            if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.status);
            if (message.startedAt != null && $Object.hasOwnProperty.call(message, "startedAt") && (typeof message.startedAt === "object" ? message.startedAt.low || message.startedAt.high : message.startedAt !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.startedAt);
            if (message.closedAt != null && $Object.hasOwnProperty.call(message, "closedAt") && (typeof message.closedAt === "object" ? message.closedAt.low || message.closedAt.high : message.closedAt !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.closedAt);
            if (message.endSeq != null && $Object.hasOwnProperty.call(message, "endSeq") && (typeof message.endSeq === "object" ? message.endSeq.low || message.endSeq.high : message.endSeq !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.endSeq);
            if (message.historyBytes != null && $Object.hasOwnProperty.call(message, "historyBytes") && (typeof message.historyBytes === "object" ? message.historyBytes.low || message.historyBytes.high : message.historyBytes !== 0))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.historyBytes);
            if (message.cancelRequested != null && $Object.hasOwnProperty.call(message, "cancelRequested") && message.cancelRequested !== false)
                writer.uint32(/* id 9, wireType 0 =*/72).bool(message.cancelRequested);
            if (message.parkedThrough != null && $Object.hasOwnProperty.call(message, "parkedThrough"))
                writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.parkedThrough);
            if (message.retentionMs != null && $Object.hasOwnProperty.call(message, "retentionMs") && (typeof message.retentionMs === "object" ? message.retentionMs.low || message.retentionMs.high : message.retentionMs !== 0))
                writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.retentionMs);
            if (message.firstSeq != null && $Object.hasOwnProperty.call(message, "firstSeq") && (typeof message.firstSeq === "object" ? message.firstSeq.low || message.firstSeq.high : message.firstSeq !== 0))
                writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.firstSeq);
            if (message.isPacked != null && $Object.hasOwnProperty.call(message, "isPacked") && message.isPacked !== false)
                writer.uint32(/* id 13, wireType 0 =*/104).bool(message.isPacked);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RunRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RunRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RunRecord & raftwork.RunRecord.$Shape} RunRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RunRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RunRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workflowName = value;
                        else
                            delete message.workflowName;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.workflowVersion = value;
                        else
                            delete message.workflowVersion;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.status = value;
                        else
                            delete message.status;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.startedAt = value;
                        else
                            delete message.startedAt;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.closedAt = value;
                        else
                            delete message.closedAt;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.endSeq = value;
                        else
                            delete message.endSeq;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.historyBytes = value;
                        else
                            delete message.historyBytes;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.cancelRequested = value;
                        else
                            delete message.cancelRequested;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        message.parkedThrough = reader.uint64();
                        message._parkedThrough = "parkedThrough";
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.retentionMs = value;
                        else
                            delete message.retentionMs;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.firstSeq = value;
                        else
                            delete message.firstSeq;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.isPacked = value;
                        else
                            delete message.isPacked;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RunRecord;
    })();

    raftwork.OperationRecord = (function() {

        /**
         * Properties of an OperationRecord.
         * @typedef {Object} raftwork.OperationRecord.$Properties
         * @property {number|null} [deadline] OperationRecord deadline
         * @property {number|null} [attempt] OperationRecord attempt
         * @property {raftwork.Failure.$Properties|null} [failure] OperationRecord failure
         * @property {number|null} [startedAttempt] OperationRecord startedAttempt
         * @property {number|null} [interruptions] OperationRecord interruptions
         * @property {Uint8Array|null} [lastHeartbeat] OperationRecord lastHeartbeat
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an OperationRecord.
         * @memberof raftwork
         * @interface IOperationRecord
         * @augments raftwork.OperationRecord.$Properties
         * @deprecated Use raftwork.OperationRecord.$Properties instead.
         */

        /**
         * Shape of an OperationRecord.
         * @typedef {raftwork.OperationRecord.$Properties} raftwork.OperationRecord.$Shape
         */

        /**
         * Constructs a new OperationRecord.
         * @memberof raftwork
         * @classdesc Represents an OperationRecord.
         * @constructor
         * @param {raftwork.OperationRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const OperationRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * OperationRecord deadline.
         * @member {number|null|undefined} deadline
         * @memberof raftwork.OperationRecord
         * @instance
         */
        OperationRecord.prototype.deadline = null;

        /**
         * OperationRecord attempt.
         * @member {number} attempt
         * @memberof raftwork.OperationRecord
         * @instance
         */
        OperationRecord.prototype.attempt = 0;

        /**
         * OperationRecord failure.
         * @member {raftwork.Failure.$Properties|null|undefined} failure
         * @memberof raftwork.OperationRecord
         * @instance
         */
        OperationRecord.prototype.failure = null;

        /**
         * OperationRecord startedAttempt.
         * @member {number} startedAttempt
         * @memberof raftwork.OperationRecord
         * @instance
         */
        OperationRecord.prototype.startedAttempt = 0;

        /**
         * OperationRecord interruptions.
         * @member {number} interruptions
         * @memberof raftwork.OperationRecord
         * @instance
         */
        OperationRecord.prototype.interruptions = 0;

        /**
         * OperationRecord lastHeartbeat.
         * @member {Uint8Array} lastHeartbeat
         * @memberof raftwork.OperationRecord
         * @instance
         */
        OperationRecord.prototype.lastHeartbeat = $util.newBuffer([]);

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(OperationRecord.prototype, "_deadline", {
            get: $util.oneOfGetter($oneOfFields = ["deadline"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified OperationRecord message. Does not implicitly {@link raftwork.OperationRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.OperationRecord
         * @static
         * @param {raftwork.OperationRecord.$Properties} message OperationRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        OperationRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.deadline != null && $Object.hasOwnProperty.call(message, "deadline"))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.deadline);
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.attempt);
            if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                $root.raftwork.Failure.encode(message.failure, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.startedAttempt != null && $Object.hasOwnProperty.call(message, "startedAttempt") && message.startedAttempt !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.startedAttempt);
            if (message.interruptions != null && $Object.hasOwnProperty.call(message, "interruptions") && message.interruptions !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.interruptions);
            if (message.lastHeartbeat != null && $Object.hasOwnProperty.call(message, "lastHeartbeat") && message.lastHeartbeat.length)
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.lastHeartbeat);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an OperationRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.OperationRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.OperationRecord & raftwork.OperationRecord.$Shape} OperationRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        OperationRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.OperationRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.deadline = reader.uint64();
                        message._deadline = "deadline";
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.failure = $root.raftwork.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.startedAttempt = value;
                        else
                            delete message.startedAttempt;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.interruptions = value;
                        else
                            delete message.interruptions;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.lastHeartbeat = value;
                        else
                            delete message.lastHeartbeat;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return OperationRecord;
    })();

    raftwork.RequestRecord = (function() {

        /**
         * Properties of a RequestRecord.
         * @typedef {Object} raftwork.RequestRecord.$Properties
         * @property {number|null} [machineTime] RequestRecord machineTime
         * @property {number|null} [outcome] RequestRecord outcome
         * @property {number|null} [runNumber] RequestRecord runNumber
         * @property {number|null} [call] RequestRecord call
         * @property {number|null} [status] RequestRecord status
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RequestRecord.
         * @memberof raftwork
         * @interface IRequestRecord
         * @augments raftwork.RequestRecord.$Properties
         * @deprecated Use raftwork.RequestRecord.$Properties instead.
         */

        /**
         * Shape of a RequestRecord.
         * @typedef {raftwork.RequestRecord.$Properties} raftwork.RequestRecord.$Shape
         */

        /**
         * Constructs a new RequestRecord.
         * @memberof raftwork
         * @classdesc Represents a RequestRecord.
         * @constructor
         * @param {raftwork.RequestRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RequestRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RequestRecord machineTime.
         * @member {number} machineTime
         * @memberof raftwork.RequestRecord
         * @instance
         */
        RequestRecord.prototype.machineTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RequestRecord outcome.
         * @member {number} outcome
         * @memberof raftwork.RequestRecord
         * @instance
         */
        RequestRecord.prototype.outcome = 0;

        /**
         * RequestRecord runNumber.
         * @member {number} runNumber
         * @memberof raftwork.RequestRecord
         * @instance
         */
        RequestRecord.prototype.runNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RequestRecord call.
         * @member {number} call
         * @memberof raftwork.RequestRecord
         * @instance
         */
        RequestRecord.prototype.call = 0;

        /**
         * RequestRecord status.
         * @member {number} status
         * @memberof raftwork.RequestRecord
         * @instance
         */
        RequestRecord.prototype.status = 0;

        /**
         * Encodes the specified RequestRecord message. Does not implicitly {@link raftwork.RequestRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RequestRecord
         * @static
         * @param {raftwork.RequestRecord.$Properties} message RequestRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RequestRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.machineTime != null && $Object.hasOwnProperty.call(message, "machineTime") && (typeof message.machineTime === "object" ? message.machineTime.low || message.machineTime.high : message.machineTime !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.machineTime);
            if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.outcome);
            if (message.runNumber != null && $Object.hasOwnProperty.call(message, "runNumber") && (typeof message.runNumber === "object" ? message.runNumber.low || message.runNumber.high : message.runNumber !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.runNumber);
            if (message.call != null && $Object.hasOwnProperty.call(message, "call") && message.call !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.call);
            if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.status);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RequestRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RequestRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RequestRecord & raftwork.RequestRecord.$Shape} RequestRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RequestRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RequestRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.machineTime = value;
                        else
                            delete message.machineTime;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.outcome = value;
                        else
                            delete message.outcome;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.runNumber = value;
                        else
                            delete message.runNumber;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.call = value;
                        else
                            delete message.call;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.status = value;
                        else
                            delete message.status;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RequestRecord;
    })();

    raftwork.MachineRecord = (function() {

        /**
         * Properties of a MachineRecord.
         * @typedef {Object} raftwork.MachineRecord.$Properties
         * @property {number|null} [machineTime] MachineRecord machineTime
         * @property {number|null} [endedRuns] MachineRecord endedRuns
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MachineRecord.
         * @memberof raftwork
         * @interface IMachineRecord
         * @augments raftwork.MachineRecord.$Properties
         * @deprecated Use raftwork.MachineRecord.$Properties instead.
         */

        /**
         * Shape of a MachineRecord.
         * @typedef {raftwork.MachineRecord.$Properties} raftwork.MachineRecord.$Shape
         */

        /**
         * Constructs a new MachineRecord.
         * @memberof raftwork
         * @classdesc Represents a MachineRecord.
         * @constructor
         * @param {raftwork.MachineRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MachineRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MachineRecord machineTime.
         * @member {number} machineTime
         * @memberof raftwork.MachineRecord
         * @instance
         */
        MachineRecord.prototype.machineTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MachineRecord endedRuns.
         * @member {number} endedRuns
         * @memberof raftwork.MachineRecord
         * @instance
         */
        MachineRecord.prototype.endedRuns = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified MachineRecord message. Does not implicitly {@link raftwork.MachineRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.MachineRecord
         * @static
         * @param {raftwork.MachineRecord.$Properties} message MachineRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MachineRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.machineTime != null && $Object.hasOwnProperty.call(message, "machineTime") && (typeof message.machineTime === "object" ? message.machineTime.low || message.machineTime.high : message.machineTime !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.machineTime);
            if (message.endedRuns != null && $Object.hasOwnProperty.call(message, "endedRuns") && (typeof message.endedRuns === "object" ? message.endedRuns.low || message.endedRuns.high : message.endedRuns !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.endedRuns);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MachineRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.MachineRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.MachineRecord & raftwork.MachineRecord.$Shape} MachineRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MachineRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.MachineRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.machineTime = value;
                        else
                            delete message.machineTime;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.endedRuns = value;
                        else
                            delete message.endedRuns;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MachineRecord;
    })();

    raftwork.MembersRecord = (function() {

        /**
         * Properties of a MembersRecord.
         * @typedef {Object} raftwork.MembersRecord.$Properties
         * @property {Array.<raftwork.MemberRecord.$Properties>|null} [members] MembersRecord members
         * @property {number|null} [lastReplicaId] MembersRecord lastReplicaId
         * @property {Array.<raftwork.MemberRecord.$Properties>|null} [removed] MembersRecord removed
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MembersRecord.
         * @memberof raftwork
         * @interface IMembersRecord
         * @augments raftwork.MembersRecord.$Properties
         * @deprecated Use raftwork.MembersRecord.$Properties instead.
         */

        /**
         * Shape of a MembersRecord.
         * @typedef {raftwork.MembersRecord.$Properties} raftwork.MembersRecord.$Shape
         */

        /**
         * Constructs a new MembersRecord.
         * @memberof raftwork
         * @classdesc Represents a MembersRecord.
         * @constructor
         * @param {raftwork.MembersRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MembersRecord = function (properties) {
            this.members = [];
            this.removed = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MembersRecord members.
         * @member {Array.<raftwork.MemberRecord.$Properties>} members
         * @memberof raftwork.MembersRecord
         * @instance
         */
        MembersRecord.prototype.members = $util.emptyArray;

        /**
         * MembersRecord lastReplicaId.
         * @member {number} lastReplicaId
         * @memberof raftwork.MembersRecord
         * @instance
         */
        MembersRecord.prototype.lastReplicaId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MembersRecord removed.
         * @member {Array.<raftwork.MemberRecord.$Properties>} removed
         * @memberof raftwork.MembersRecord
         * @instance
         */
        MembersRecord.prototype.removed = $util.emptyArray;

        /**
         * Encodes the specified MembersRecord message. Does not implicitly {@link raftwork.MembersRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.MembersRecord
         * @static
         * @param {raftwork.MembersRecord.$Properties} message MembersRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MembersRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.members != null && message.members.length)
                for (let i = 0; i < message.members.length; ++i)
                    $root.raftwork.MemberRecord.encode(message.members[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.lastReplicaId != null && $Object.hasOwnProperty.call(message, "lastReplicaId") && (typeof message.lastReplicaId === "object" ? message.lastReplicaId.low || message.lastReplicaId.high : message.lastReplicaId !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.lastReplicaId);
            if (message.removed != null && message.removed.length)
                for (let i = 0; i < message.removed.length; ++i)
                    $root.raftwork.MemberRecord.encode(message.removed[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MembersRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.MembersRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.MembersRecord & raftwork.MembersRecord.$Shape} MembersRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MembersRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.MembersRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.members && message.members.length))
                            message.members = [];
                        message.members.push($root.raftwork.MemberRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastReplicaId = value;
                        else
                            delete message.lastReplicaId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.removed && message.removed.length))
                            message.removed = [];
                        message.removed.push($root.raftwork.MemberRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MembersRecord;
    })();

    raftwork.MemberRecord = (function() {

        /**
         * Properties of a MemberRecord.
         * @typedef {Object} raftwork.MemberRecord.$Properties
         * @property {string|null} [nodeId] MemberRecord nodeId
         * @property {number|null} [replicaId] MemberRecord replicaId
         * @property {number|null} [incarnation] MemberRecord incarnation
         * @property {string|null} [address] MemberRecord address
         * @property {number|null} [commandLevel] MemberRecord commandLevel
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MemberRecord.
         * @memberof raftwork
         * @interface IMemberRecord
         * @augments raftwork.MemberRecord.$Properties
         * @deprecated Use raftwork.MemberRecord.$Properties instead.
         */

        /**
         * Shape of a MemberRecord.
         * @typedef {raftwork.MemberRecord.$Properties} raftwork.MemberRecord.$Shape
         */

        /**
         * Constructs a new MemberRecord.
         * @memberof raftwork
         * @classdesc Represents a MemberRecord.
         * @constructor
         * @param {raftwork.MemberRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MemberRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MemberRecord nodeId.
         * @member {string} nodeId
         * @memberof raftwork.MemberRecord
         * @instance
         */
        MemberRecord.prototype.nodeId = "";

        /**
         * MemberRecord replicaId.
         * @member {number} replicaId
         * @memberof raftwork.MemberRecord
         * @instance
         */
        MemberRecord.prototype.replicaId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MemberRecord incarnation.
         * @member {number} incarnation
         * @memberof raftwork.MemberRecord
         * @instance
         */
        MemberRecord.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MemberRecord address.
         * @member {string} address
         * @memberof raftwork.MemberRecord
         * @instance
         */
        MemberRecord.prototype.address = "";

        /**
         * MemberRecord commandLevel.
         * @member {number} commandLevel
         * @memberof raftwork.MemberRecord
         * @instance
         */
        MemberRecord.prototype.commandLevel = 0;

        /**
         * Encodes the specified MemberRecord message. Does not implicitly {@link raftwork.MemberRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.MemberRecord
         * @static
         * @param {raftwork.MemberRecord.$Properties} message MemberRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MemberRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.nodeId);
            if (message.replicaId != null && $Object.hasOwnProperty.call(message, "replicaId") && (typeof message.replicaId === "object" ? message.replicaId.low || message.replicaId.high : message.replicaId !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.replicaId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.incarnation);
            if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.address);
            if (message.commandLevel != null && $Object.hasOwnProperty.call(message, "commandLevel") && message.commandLevel !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.commandLevel);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MemberRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.MemberRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.MemberRecord & raftwork.MemberRecord.$Shape} MemberRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MemberRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.MemberRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.replicaId = value;
                        else
                            delete message.replicaId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.address = value;
                        else
                            delete message.address;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.commandLevel = value;
                        else
                            delete message.commandLevel;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MemberRecord;
    })();

    raftwork.PublishedRecord = (function() {

        /**
         * Properties of a PublishedRecord.
         * @typedef {Object} raftwork.PublishedRecord.$Properties
         * @property {number|null} [incarnation] PublishedRecord incarnation
         * @property {Array.<raftwork.PublishedWorkflow.$Properties>|null} [workflows] PublishedRecord workflows
         * @property {number|null} [handedOverAt] PublishedRecord handedOverAt
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PublishedRecord.
         * @memberof raftwork
         * @interface IPublishedRecord
         * @augments raftwork.PublishedRecord.$Properties
         * @deprecated Use raftwork.PublishedRecord.$Properties instead.
         */

        /**
         * Shape of a PublishedRecord.
         * @typedef {raftwork.PublishedRecord.$Properties} raftwork.PublishedRecord.$Shape
         */

        /**
         * Constructs a new PublishedRecord.
         * @memberof raftwork
         * @classdesc Represents a PublishedRecord.
         * @constructor
         * @param {raftwork.PublishedRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PublishedRecord = function (properties) {
            this.workflows = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PublishedRecord incarnation.
         * @member {number} incarnation
         * @memberof raftwork.PublishedRecord
         * @instance
         */
        PublishedRecord.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PublishedRecord workflows.
         * @member {Array.<raftwork.PublishedWorkflow.$Properties>} workflows
         * @memberof raftwork.PublishedRecord
         * @instance
         */
        PublishedRecord.prototype.workflows = $util.emptyArray;

        /**
         * PublishedRecord handedOverAt.
         * @member {number} handedOverAt
         * @memberof raftwork.PublishedRecord
         * @instance
         */
        PublishedRecord.prototype.handedOverAt = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified PublishedRecord message. Does not implicitly {@link raftwork.PublishedRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.PublishedRecord
         * @static
         * @param {raftwork.PublishedRecord.$Properties} message PublishedRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PublishedRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.incarnation);
            if (message.workflows != null && message.workflows.length)
                for (let i = 0; i < message.workflows.length; ++i)
                    $root.raftwork.PublishedWorkflow.encode(message.workflows[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.handedOverAt != null && $Object.hasOwnProperty.call(message, "handedOverAt") && (typeof message.handedOverAt === "object" ? message.handedOverAt.low || message.handedOverAt.high : message.handedOverAt !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.handedOverAt);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PublishedRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.PublishedRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.PublishedRecord & raftwork.PublishedRecord.$Shape} PublishedRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PublishedRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.PublishedRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.workflows && message.workflows.length))
                            message.workflows = [];
                        message.workflows.push($root.raftwork.PublishedWorkflow.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.handedOverAt = value;
                        else
                            delete message.handedOverAt;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PublishedRecord;
    })();

    raftwork.JournalRecord = (function() {

        /**
         * Properties of a JournalRecord.
         * @typedef {Object} raftwork.JournalRecord.$Properties
         * @property {number|null} [number] JournalRecord number
         * @property {number|null} [saved] JournalRecord saved
         * @property {raftwork.JournalBase.$Properties|null} [base] JournalRecord base
         * @property {Array.<raftwork.JournalGroupRecord.$Properties>|null} [groups] JournalRecord groups
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a JournalRecord.
         * @memberof raftwork
         * @interface IJournalRecord
         * @augments raftwork.JournalRecord.$Properties
         * @deprecated Use raftwork.JournalRecord.$Properties instead.
         */

        /**
         * Shape of a JournalRecord.
         * @typedef {raftwork.JournalRecord.$Properties} raftwork.JournalRecord.$Shape
         */

        /**
         * Constructs a new JournalRecord.
         * @memberof raftwork
         * @classdesc Represents a JournalRecord.
         * @constructor
         * @param {raftwork.JournalRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const JournalRecord = function (properties) {
            this.groups = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * JournalRecord number.
         * @member {number} number
         * @memberof raftwork.JournalRecord
         * @instance
         */
        JournalRecord.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalRecord saved.
         * @member {number} saved
         * @memberof raftwork.JournalRecord
         * @instance
         */
        JournalRecord.prototype.saved = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalRecord base.
         * @member {raftwork.JournalBase.$Properties|null|undefined} base
         * @memberof raftwork.JournalRecord
         * @instance
         */
        JournalRecord.prototype.base = null;

        /**
         * JournalRecord groups.
         * @member {Array.<raftwork.JournalGroupRecord.$Properties>} groups
         * @memberof raftwork.JournalRecord
         * @instance
         */
        JournalRecord.prototype.groups = $util.emptyArray;

        /**
         * Encodes the specified JournalRecord message. Does not implicitly {@link raftwork.JournalRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.JournalRecord
         * @static
         * @param {raftwork.JournalRecord.$Properties} message JournalRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        JournalRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.number);
            if (message.saved != null && $Object.hasOwnProperty.call(message, "saved") && (typeof message.saved === "object" ? message.saved.low || message.saved.high : message.saved !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.saved);
            if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                $root.raftwork.JournalBase.encode(message.base, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.groups != null && message.groups.length)
                for (let i = 0; i < message.groups.length; ++i)
                    $root.raftwork.JournalGroupRecord.encode(message.groups[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a JournalRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.JournalRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.JournalRecord & raftwork.JournalRecord.$Shape} JournalRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        JournalRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.JournalRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.saved = value;
                        else
                            delete message.saved;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.base = $root.raftwork.JournalBase.decode(reader, reader.size(), $undefined, _depth + 1, message.base);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.groups && message.groups.length))
                            message.groups = [];
                        message.groups.push($root.raftwork.JournalGroupRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JournalRecord;
    })();

    raftwork.JournalBase = (function() {

        /**
         * Properties of a JournalBase.
         * @typedef {Object} raftwork.JournalBase.$Properties
         * @property {raftwork.IdentityRecord.$Properties|null} [identity] JournalBase identity
         * @property {Array.<raftwork.JournalGroupRecord.$Properties>|null} [groups] JournalBase groups
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a JournalBase.
         * @memberof raftwork
         * @interface IJournalBase
         * @augments raftwork.JournalBase.$Properties
         * @deprecated Use raftwork.JournalBase.$Properties instead.
         */

        /**
         * Shape of a JournalBase.
         * @typedef {raftwork.JournalBase.$Properties} raftwork.JournalBase.$Shape
         */

        /**
         * Constructs a new JournalBase.
         * @memberof raftwork
         * @classdesc Represents a JournalBase.
         * @constructor
         * @param {raftwork.JournalBase.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const JournalBase = function (properties) {
            this.groups = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * JournalBase identity.
         * @member {raftwork.IdentityRecord.$Properties|null|undefined} identity
         * @memberof raftwork.JournalBase
         * @instance
         */
        JournalBase.prototype.identity = null;

        /**
         * JournalBase groups.
         * @member {Array.<raftwork.JournalGroupRecord.$Properties>} groups
         * @memberof raftwork.JournalBase
         * @instance
         */
        JournalBase.prototype.groups = $util.emptyArray;

        /**
         * Encodes the specified JournalBase message. Does not implicitly {@link raftwork.JournalBase.verify|verify} messages.
         * @function encode
         * @memberof raftwork.JournalBase
         * @static
         * @param {raftwork.JournalBase.$Properties} message JournalBase message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        JournalBase.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                $root.raftwork.IdentityRecord.encode(message.identity, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.groups != null && message.groups.length)
                for (let i = 0; i < message.groups.length; ++i)
                    $root.raftwork.JournalGroupRecord.encode(message.groups[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a JournalBase message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.JournalBase
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.JournalBase & raftwork.JournalBase.$Shape} JournalBase
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        JournalBase.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.JournalBase();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.identity = $root.raftwork.IdentityRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.groups && message.groups.length))
                            message.groups = [];
                        message.groups.push($root.raftwork.JournalGroupRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JournalBase;
    })();

    raftwork.JournalGroupRecord = (function() {

        /**
         * Properties of a JournalGroupRecord.
         * @typedef {Object} raftwork.JournalGroupRecord.$Properties
         * @property {number|null} [group] JournalGroupRecord group
         * @property {number|null} [term] JournalGroupRecord term
         * @property {number|null} [vote] JournalGroupRecord vote
         * @property {number|null} [commit] JournalGroupRecord commit
         * @property {boolean|null} [hasOrigin] JournalGroupRecord hasOrigin
         * @property {number|null} [originIndex] JournalGroupRecord originIndex
         * @property {number|null} [originTerm] JournalGroupRecord originTerm
         * @property {number|null} [firstIndex] JournalGroupRecord firstIndex
         * @property {Array.<raftwork.JournalEntryRecord.$Properties>|null} [entries] JournalGroupRecord entries
         * @property {number|null} [toldIndex] JournalGroupRecord toldIndex
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a JournalGroupRecord.
         * @memberof raftwork
         * @interface IJournalGroupRecord
         * @augments raftwork.JournalGroupRecord.$Properties
         * @deprecated Use raftwork.JournalGroupRecord.$Properties instead.
         */

        /**
         * Shape of a JournalGroupRecord.
         * @typedef {raftwork.JournalGroupRecord.$Properties} raftwork.JournalGroupRecord.$Shape
         */

        /**
         * Constructs a new JournalGroupRecord.
         * @memberof raftwork
         * @classdesc Represents a JournalGroupRecord.
         * @constructor
         * @param {raftwork.JournalGroupRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const JournalGroupRecord = function (properties) {
            this.entries = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * JournalGroupRecord group.
         * @member {number} group
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.group = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord term.
         * @member {number} term
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord vote.
         * @member {number} vote
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.vote = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord commit.
         * @member {number} commit
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.commit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord hasOrigin.
         * @member {boolean} hasOrigin
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.hasOrigin = false;

        /**
         * JournalGroupRecord originIndex.
         * @member {number} originIndex
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.originIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord originTerm.
         * @member {number} originTerm
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.originTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord firstIndex.
         * @member {number} firstIndex
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.firstIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalGroupRecord entries.
         * @member {Array.<raftwork.JournalEntryRecord.$Properties>} entries
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.entries = $util.emptyArray;

        /**
         * JournalGroupRecord toldIndex.
         * @member {number} toldIndex
         * @memberof raftwork.JournalGroupRecord
         * @instance
         */
        JournalGroupRecord.prototype.toldIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified JournalGroupRecord message. Does not implicitly {@link raftwork.JournalGroupRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.JournalGroupRecord
         * @static
         * @param {raftwork.JournalGroupRecord.$Properties} message JournalGroupRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        JournalGroupRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && (typeof message.group === "object" ? message.group.low || message.group.high : message.group !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.group);
            if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.term);
            if (message.vote != null && $Object.hasOwnProperty.call(message, "vote") && (typeof message.vote === "object" ? message.vote.low || message.vote.high : message.vote !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.vote);
            if (message.commit != null && $Object.hasOwnProperty.call(message, "commit") && (typeof message.commit === "object" ? message.commit.low || message.commit.high : message.commit !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.commit);
            if (message.hasOrigin != null && $Object.hasOwnProperty.call(message, "hasOrigin") && message.hasOrigin !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.hasOrigin);
            if (message.originIndex != null && $Object.hasOwnProperty.call(message, "originIndex") && (typeof message.originIndex === "object" ? message.originIndex.low || message.originIndex.high : message.originIndex !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.originIndex);
            if (message.originTerm != null && $Object.hasOwnProperty.call(message, "originTerm") && (typeof message.originTerm === "object" ? message.originTerm.low || message.originTerm.high : message.originTerm !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.originTerm);
            if (message.firstIndex != null && $Object.hasOwnProperty.call(message, "firstIndex") && (typeof message.firstIndex === "object" ? message.firstIndex.low || message.firstIndex.high : message.firstIndex !== 0))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.firstIndex);
            if (message.entries != null && message.entries.length)
                for (let i = 0; i < message.entries.length; ++i)
                    $root.raftwork.JournalEntryRecord.encode(message.entries[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.toldIndex != null && $Object.hasOwnProperty.call(message, "toldIndex") && (typeof message.toldIndex === "object" ? message.toldIndex.low || message.toldIndex.high : message.toldIndex !== 0))
                writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.toldIndex);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a JournalGroupRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.JournalGroupRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.JournalGroupRecord & raftwork.JournalGroupRecord.$Shape} JournalGroupRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        JournalGroupRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.JournalGroupRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.term = value;
                        else
                            delete message.term;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.vote = value;
                        else
                            delete message.vote;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.commit = value;
                        else
                            delete message.commit;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.hasOrigin = value;
                        else
                            delete message.hasOrigin;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.originIndex = value;
                        else
                            delete message.originIndex;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.originTerm = value;
                        else
                            delete message.originTerm;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.firstIndex = value;
                        else
                            delete message.firstIndex;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.entries && message.entries.length))
                            message.entries = [];
                        message.entries.push($root.raftwork.JournalEntryRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.toldIndex = value;
                        else
                            delete message.toldIndex;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JournalGroupRecord;
    })();

    raftwork.JournalEntryRecord = (function() {

        /**
         * Properties of a JournalEntryRecord.
         * @typedef {Object} raftwork.JournalEntryRecord.$Properties
         * @property {number|null} [term] JournalEntryRecord term
         * @property {number|null} [type] JournalEntryRecord type
         * @property {number|null} [length] JournalEntryRecord length
         * @property {number|null} [checksum] JournalEntryRecord checksum
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a JournalEntryRecord.
         * @memberof raftwork
         * @interface IJournalEntryRecord
         * @augments raftwork.JournalEntryRecord.$Properties
         * @deprecated Use raftwork.JournalEntryRecord.$Properties instead.
         */

        /**
         * Shape of a JournalEntryRecord.
         * @typedef {raftwork.JournalEntryRecord.$Properties} raftwork.JournalEntryRecord.$Shape
         */

        /**
         * Constructs a new JournalEntryRecord.
         * @memberof raftwork
         * @classdesc Represents a JournalEntryRecord.
         * @constructor
         * @param {raftwork.JournalEntryRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const JournalEntryRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * JournalEntryRecord term.
         * @member {number} term
         * @memberof raftwork.JournalEntryRecord
         * @instance
         */
        JournalEntryRecord.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * JournalEntryRecord type.
         * @member {number} type
         * @memberof raftwork.JournalEntryRecord
         * @instance
         */
        JournalEntryRecord.prototype.type = 0;

        /**
         * JournalEntryRecord length.
         * @member {number} length
         * @memberof raftwork.JournalEntryRecord
         * @instance
         */
        JournalEntryRecord.prototype.length = 0;

        /**
         * JournalEntryRecord checksum.
         * @member {number} checksum
         * @memberof raftwork.JournalEntryRecord
         * @instance
         */
        JournalEntryRecord.prototype.checksum = 0;

        /**
         * Encodes the specified JournalEntryRecord message. Does not implicitly {@link raftwork.JournalEntryRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.JournalEntryRecord
         * @static
         * @param {raftwork.JournalEntryRecord.$Properties} message JournalEntryRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        JournalEntryRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.term);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.type);
            if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.length);
            if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                writer.uint32(/* id 4, wireType 5 =*/37).fixed32(message.checksum);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a JournalEntryRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.JournalEntryRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.JournalEntryRecord & raftwork.JournalEntryRecord.$Shape} JournalEntryRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        JournalEntryRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.JournalEntryRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.term = value;
                        else
                            delete message.term;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.length = value;
                        else
                            delete message.length;
                        continue;
                    }
                case 4: {
                        if (wireType !== 5)
                            break;
                        if (value = reader.fixed32())
                            message.checksum = value;
                        else
                            delete message.checksum;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JournalEntryRecord;
    })();

    raftwork.ConfStateRecord = (function() {

        /**
         * Properties of a ConfStateRecord.
         * @typedef {Object} raftwork.ConfStateRecord.$Properties
         * @property {Array.<number>|null} [voters] ConfStateRecord voters
         * @property {Array.<number>|null} [votersOutgoing] ConfStateRecord votersOutgoing
         * @property {Array.<number>|null} [learners] ConfStateRecord learners
         * @property {Array.<number>|null} [learnersNext] ConfStateRecord learnersNext
         * @property {boolean|null} [autoLeave] ConfStateRecord autoLeave
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ConfStateRecord.
         * @memberof raftwork
         * @interface IConfStateRecord
         * @augments raftwork.ConfStateRecord.$Properties
         * @deprecated Use raftwork.ConfStateRecord.$Properties instead.
         */

        /**
         * Shape of a ConfStateRecord.
         * @typedef {raftwork.ConfStateRecord.$Properties} raftwork.ConfStateRecord.$Shape
         */

        /**
         * Constructs a new ConfStateRecord.
         * @memberof raftwork
         * @classdesc Represents a ConfStateRecord.
         * @constructor
         * @param {raftwork.ConfStateRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ConfStateRecord = function (properties) {
            this.voters = [];
            this.votersOutgoing = [];
            this.learners = [];
            this.learnersNext = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ConfStateRecord voters.
         * @member {Array.<number>} voters
         * @memberof raftwork.ConfStateRecord
         * @instance
         */
        ConfStateRecord.prototype.voters = $util.emptyArray;

        /**
         * ConfStateRecord votersOutgoing.
         * @member {Array.<number>} votersOutgoing
         * @memberof raftwork.ConfStateRecord
         * @instance
         */
        ConfStateRecord.prototype.votersOutgoing = $util.emptyArray;

        /**
         * ConfStateRecord learners.
         * @member {Array.<number>} learners
         * @memberof raftwork.ConfStateRecord
         * @instance
         */
        ConfStateRecord.prototype.learners = $util.emptyArray;

        /**
         * ConfStateRecord learnersNext.
         * @member {Array.<number>} learnersNext
         * @memberof raftwork.ConfStateRecord
         * @instance
         */
        ConfStateRecord.prototype.learnersNext = $util.emptyArray;

        /**
         * ConfStateRecord autoLeave.
         * @member {boolean} autoLeave
         * @memberof raftwork.ConfStateRecord
         * @instance
         */
        ConfStateRecord.prototype.autoLeave = false;

        /**
         * Encodes the specified ConfStateRecord message. Does not implicitly {@link raftwork.ConfStateRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.ConfStateRecord
         * @static
         * @param {raftwork.ConfStateRecord.$Properties} message ConfStateRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ConfStateRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.voters != null && message.voters.length)
                writer.uint32(/* id 1, wireType 2 =*/10).uint64s(message.voters);
            if (message.votersOutgoing != null && message.votersOutgoing.length)
                writer.uint32(/* id 2, wireType 2 =*/18).uint64s(message.votersOutgoing);
            if (message.learners != null && message.learners.length)
                writer.uint32(/* id 3, wireType 2 =*/26).uint64s(message.learners);
            if (message.learnersNext != null && message.learnersNext.length)
                writer.uint32(/* id 4, wireType 2 =*/34).uint64s(message.learnersNext);
            if (message.autoLeave != null && $Object.hasOwnProperty.call(message, "autoLeave") && message.autoLeave !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.autoLeave);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ConfStateRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.ConfStateRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.ConfStateRecord & raftwork.ConfStateRecord.$Shape} ConfStateRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ConfStateRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.ConfStateRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType === 2) {
                            if (!(message.voters && message.voters.length))
                                message.voters = [];
                            reader.uint64s(message.voters);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.voters && message.voters.length))
                            message.voters = [];
                        message.voters.push(reader.uint64());
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.votersOutgoing && message.votersOutgoing.length))
                                message.votersOutgoing = [];
                            reader.uint64s(message.votersOutgoing);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.votersOutgoing && message.votersOutgoing.length))
                            message.votersOutgoing = [];
                        message.votersOutgoing.push(reader.uint64());
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.learners && message.learners.length))
                                message.learners = [];
                            reader.uint64s(message.learners);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.learners && message.learners.length))
                            message.learners = [];
                        message.learners.push(reader.uint64());
                        continue;
                    }
                case 4: {
                        if (wireType === 2) {
                            if (!(message.learnersNext && message.learnersNext.length))
                                message.learnersNext = [];
                            reader.uint64s(message.learnersNext);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.learnersNext && message.learnersNext.length))
                            message.learnersNext = [];
                        message.learnersNext.push(reader.uint64());
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.autoLeave = value;
                        else
                            delete message.autoLeave;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ConfStateRecord;
    })();

    raftwork.GroupRecord = (function() {

        /**
         * Properties of a GroupRecord.
         * @typedef {Object} raftwork.GroupRecord.$Properties
         * @property {number|null} [group] GroupRecord group
         * @property {number|null} [replicaId] GroupRecord replicaId
         * @property {number|null} [appliedIndex] GroupRecord appliedIndex
         * @property {number|null} [appliedTerm] GroupRecord appliedTerm
         * @property {number|null} [generation] GroupRecord generation
         * @property {raftwork.ConfStateRecord.$Properties|null} [confState] GroupRecord confState
         * @property {number|null} [saveNumber] GroupRecord saveNumber
         * @property {number|null} [flushNumber] GroupRecord flushNumber
         * @property {boolean|null} [isInstalled] GroupRecord isInstalled
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a GroupRecord.
         * @memberof raftwork
         * @interface IGroupRecord
         * @augments raftwork.GroupRecord.$Properties
         * @deprecated Use raftwork.GroupRecord.$Properties instead.
         */

        /**
         * Shape of a GroupRecord.
         * @typedef {raftwork.GroupRecord.$Properties} raftwork.GroupRecord.$Shape
         */

        /**
         * Constructs a new GroupRecord.
         * @memberof raftwork
         * @classdesc Represents a GroupRecord.
         * @constructor
         * @param {raftwork.GroupRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const GroupRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * GroupRecord group.
         * @member {number} group
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.group = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord replicaId.
         * @member {number} replicaId
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.replicaId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord appliedIndex.
         * @member {number} appliedIndex
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.appliedIndex = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord appliedTerm.
         * @member {number} appliedTerm
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.appliedTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord generation.
         * @member {number} generation
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.generation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord confState.
         * @member {raftwork.ConfStateRecord.$Properties|null|undefined} confState
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.confState = null;

        /**
         * GroupRecord saveNumber.
         * @member {number} saveNumber
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.saveNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord flushNumber.
         * @member {number} flushNumber
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.flushNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupRecord isInstalled.
         * @member {boolean} isInstalled
         * @memberof raftwork.GroupRecord
         * @instance
         */
        GroupRecord.prototype.isInstalled = false;

        /**
         * Encodes the specified GroupRecord message. Does not implicitly {@link raftwork.GroupRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.GroupRecord
         * @static
         * @param {raftwork.GroupRecord.$Properties} message GroupRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        GroupRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && (typeof message.group === "object" ? message.group.low || message.group.high : message.group !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.group);
            if (message.replicaId != null && $Object.hasOwnProperty.call(message, "replicaId") && (typeof message.replicaId === "object" ? message.replicaId.low || message.replicaId.high : message.replicaId !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.replicaId);
            if (message.appliedIndex != null && $Object.hasOwnProperty.call(message, "appliedIndex") && (typeof message.appliedIndex === "object" ? message.appliedIndex.low || message.appliedIndex.high : message.appliedIndex !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.appliedIndex);
            if (message.appliedTerm != null && $Object.hasOwnProperty.call(message, "appliedTerm") && (typeof message.appliedTerm === "object" ? message.appliedTerm.low || message.appliedTerm.high : message.appliedTerm !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.appliedTerm);
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && (typeof message.generation === "object" ? message.generation.low || message.generation.high : message.generation !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.generation);
            if (message.confState != null && $Object.hasOwnProperty.call(message, "confState"))
                $root.raftwork.ConfStateRecord.encode(message.confState, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.saveNumber != null && $Object.hasOwnProperty.call(message, "saveNumber") && (typeof message.saveNumber === "object" ? message.saveNumber.low || message.saveNumber.high : message.saveNumber !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.saveNumber);
            if (message.flushNumber != null && $Object.hasOwnProperty.call(message, "flushNumber") && (typeof message.flushNumber === "object" ? message.flushNumber.low || message.flushNumber.high : message.flushNumber !== 0))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.flushNumber);
            if (message.isInstalled != null && $Object.hasOwnProperty.call(message, "isInstalled") && message.isInstalled !== false)
                writer.uint32(/* id 9, wireType 0 =*/72).bool(message.isInstalled);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a GroupRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.GroupRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.GroupRecord & raftwork.GroupRecord.$Shape} GroupRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        GroupRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.GroupRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.replicaId = value;
                        else
                            delete message.replicaId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.appliedIndex = value;
                        else
                            delete message.appliedIndex;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.appliedTerm = value;
                        else
                            delete message.appliedTerm;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.generation = value;
                        else
                            delete message.generation;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.confState = $root.raftwork.ConfStateRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.confState);
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.saveNumber = value;
                        else
                            delete message.saveNumber;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.flushNumber = value;
                        else
                            delete message.flushNumber;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.isInstalled = value;
                        else
                            delete message.isInstalled;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GroupRecord;
    })();

    raftwork.IdentityRecord = (function() {

        /**
         * Properties of an IdentityRecord.
         * @typedef {Object} raftwork.IdentityRecord.$Properties
         * @property {string|null} [clusterId] IdentityRecord clusterId
         * @property {string|null} [nodeId] IdentityRecord nodeId
         * @property {number|null} [incarnation] IdentityRecord incarnation
         * @property {number|null} [formatVersion] IdentityRecord formatVersion
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an IdentityRecord.
         * @memberof raftwork
         * @interface IIdentityRecord
         * @augments raftwork.IdentityRecord.$Properties
         * @deprecated Use raftwork.IdentityRecord.$Properties instead.
         */

        /**
         * Shape of an IdentityRecord.
         * @typedef {raftwork.IdentityRecord.$Properties} raftwork.IdentityRecord.$Shape
         */

        /**
         * Constructs a new IdentityRecord.
         * @memberof raftwork
         * @classdesc Represents an IdentityRecord.
         * @constructor
         * @param {raftwork.IdentityRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const IdentityRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * IdentityRecord clusterId.
         * @member {string} clusterId
         * @memberof raftwork.IdentityRecord
         * @instance
         */
        IdentityRecord.prototype.clusterId = "";

        /**
         * IdentityRecord nodeId.
         * @member {string} nodeId
         * @memberof raftwork.IdentityRecord
         * @instance
         */
        IdentityRecord.prototype.nodeId = "";

        /**
         * IdentityRecord incarnation.
         * @member {number} incarnation
         * @memberof raftwork.IdentityRecord
         * @instance
         */
        IdentityRecord.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * IdentityRecord formatVersion.
         * @member {number} formatVersion
         * @memberof raftwork.IdentityRecord
         * @instance
         */
        IdentityRecord.prototype.formatVersion = 0;

        /**
         * Encodes the specified IdentityRecord message. Does not implicitly {@link raftwork.IdentityRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.IdentityRecord
         * @static
         * @param {raftwork.IdentityRecord.$Properties} message IdentityRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        IdentityRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.clusterId);
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.nodeId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.incarnation);
            if (message.formatVersion != null && $Object.hasOwnProperty.call(message, "formatVersion") && message.formatVersion !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.formatVersion);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an IdentityRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.IdentityRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.IdentityRecord & raftwork.IdentityRecord.$Shape} IdentityRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        IdentityRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.IdentityRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.clusterId = value;
                        else
                            delete message.clusterId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.formatVersion = value;
                        else
                            delete message.formatVersion;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return IdentityRecord;
    })();

    raftwork.NodeRecord = (function() {

        /**
         * Properties of a NodeRecord.
         * @typedef {Object} raftwork.NodeRecord.$Properties
         * @property {raftwork.IdentityRecord.$Properties|null} [identity] NodeRecord identity
         * @property {Array.<number>|null} [groups] NodeRecord groups
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a NodeRecord.
         * @memberof raftwork
         * @interface INodeRecord
         * @augments raftwork.NodeRecord.$Properties
         * @deprecated Use raftwork.NodeRecord.$Properties instead.
         */

        /**
         * Shape of a NodeRecord.
         * @typedef {raftwork.NodeRecord.$Properties} raftwork.NodeRecord.$Shape
         */

        /**
         * Constructs a new NodeRecord.
         * @memberof raftwork
         * @classdesc Represents a NodeRecord.
         * @constructor
         * @param {raftwork.NodeRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const NodeRecord = function (properties) {
            this.groups = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * NodeRecord identity.
         * @member {raftwork.IdentityRecord.$Properties|null|undefined} identity
         * @memberof raftwork.NodeRecord
         * @instance
         */
        NodeRecord.prototype.identity = null;

        /**
         * NodeRecord groups.
         * @member {Array.<number>} groups
         * @memberof raftwork.NodeRecord
         * @instance
         */
        NodeRecord.prototype.groups = $util.emptyArray;

        /**
         * Encodes the specified NodeRecord message. Does not implicitly {@link raftwork.NodeRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.NodeRecord
         * @static
         * @param {raftwork.NodeRecord.$Properties} message NodeRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        NodeRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                $root.raftwork.IdentityRecord.encode(message.identity, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.groups != null && message.groups.length)
                writer.uint32(/* id 2, wireType 2 =*/18).uint64s(message.groups);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a NodeRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.NodeRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.NodeRecord & raftwork.NodeRecord.$Shape} NodeRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        NodeRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.NodeRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.identity = $root.raftwork.IdentityRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.groups && message.groups.length))
                                message.groups = [];
                            reader.uint64s(message.groups);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.groups && message.groups.length))
                            message.groups = [];
                        message.groups.push(reader.uint64());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return NodeRecord;
    })();

    raftwork.WitnessRecord = (function() {

        /**
         * Properties of a WitnessRecord.
         * @typedef {Object} raftwork.WitnessRecord.$Properties
         * @property {raftwork.IdentityRecord.$Properties|null} [identity] WitnessRecord identity
         * @property {number|null} [flushNumber] WitnessRecord flushNumber
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WitnessRecord.
         * @memberof raftwork
         * @interface IWitnessRecord
         * @augments raftwork.WitnessRecord.$Properties
         * @deprecated Use raftwork.WitnessRecord.$Properties instead.
         */

        /**
         * Shape of a WitnessRecord.
         * @typedef {raftwork.WitnessRecord.$Properties} raftwork.WitnessRecord.$Shape
         */

        /**
         * Constructs a new WitnessRecord.
         * @memberof raftwork
         * @classdesc Represents a WitnessRecord.
         * @constructor
         * @param {raftwork.WitnessRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WitnessRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WitnessRecord identity.
         * @member {raftwork.IdentityRecord.$Properties|null|undefined} identity
         * @memberof raftwork.WitnessRecord
         * @instance
         */
        WitnessRecord.prototype.identity = null;

        /**
         * WitnessRecord flushNumber.
         * @member {number} flushNumber
         * @memberof raftwork.WitnessRecord
         * @instance
         */
        WitnessRecord.prototype.flushNumber = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified WitnessRecord message. Does not implicitly {@link raftwork.WitnessRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.WitnessRecord
         * @static
         * @param {raftwork.WitnessRecord.$Properties} message WitnessRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WitnessRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.identity != null && $Object.hasOwnProperty.call(message, "identity"))
                $root.raftwork.IdentityRecord.encode(message.identity, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.flushNumber != null && $Object.hasOwnProperty.call(message, "flushNumber") && (typeof message.flushNumber === "object" ? message.flushNumber.low || message.flushNumber.high : message.flushNumber !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.flushNumber);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WitnessRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.WitnessRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.WitnessRecord & raftwork.WitnessRecord.$Shape} WitnessRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WitnessRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.WitnessRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.identity = $root.raftwork.IdentityRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.identity);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.flushNumber = value;
                        else
                            delete message.flushNumber;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WitnessRecord;
    })();

    raftwork.SnapshotHeader = (function() {

        /**
         * Properties of a SnapshotHeader.
         * @typedef {Object} raftwork.SnapshotHeader.$Properties
         * @property {number|null} [snapshotId] SnapshotHeader snapshotId
         * @property {number|null} [machineTime] SnapshotHeader machineTime
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotHeader.
         * @memberof raftwork
         * @interface ISnapshotHeader
         * @augments raftwork.SnapshotHeader.$Properties
         * @deprecated Use raftwork.SnapshotHeader.$Properties instead.
         */

        /**
         * Shape of a SnapshotHeader.
         * @typedef {raftwork.SnapshotHeader.$Properties} raftwork.SnapshotHeader.$Shape
         */

        /**
         * Constructs a new SnapshotHeader.
         * @memberof raftwork
         * @classdesc Represents a SnapshotHeader.
         * @constructor
         * @param {raftwork.SnapshotHeader.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnapshotHeader = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotHeader snapshotId.
         * @member {number} snapshotId
         * @memberof raftwork.SnapshotHeader
         * @instance
         */
        SnapshotHeader.prototype.snapshotId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotHeader machineTime.
         * @member {number} machineTime
         * @memberof raftwork.SnapshotHeader
         * @instance
         */
        SnapshotHeader.prototype.machineTime = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified SnapshotHeader message. Does not implicitly {@link raftwork.SnapshotHeader.verify|verify} messages.
         * @function encode
         * @memberof raftwork.SnapshotHeader
         * @static
         * @param {raftwork.SnapshotHeader.$Properties} message SnapshotHeader message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotHeader.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.snapshotId != null && $Object.hasOwnProperty.call(message, "snapshotId") && (typeof message.snapshotId === "object" ? message.snapshotId.low || message.snapshotId.high : message.snapshotId !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.snapshotId);
            if (message.machineTime != null && $Object.hasOwnProperty.call(message, "machineTime") && (typeof message.machineTime === "object" ? message.machineTime.low || message.machineTime.high : message.machineTime !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.machineTime);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotHeader message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.SnapshotHeader
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.SnapshotHeader & raftwork.SnapshotHeader.$Shape} SnapshotHeader
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotHeader.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.SnapshotHeader();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.snapshotId = value;
                        else
                            delete message.snapshotId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.machineTime = value;
                        else
                            delete message.machineTime;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotHeader;
    })();

    raftwork.SnapshotChunk = (function() {

        /**
         * Properties of a SnapshotChunk.
         * @typedef {Object} raftwork.SnapshotChunk.$Properties
         * @property {number|null} [group] SnapshotChunk group
         * @property {number|null} [index] SnapshotChunk index
         * @property {number|null} [number] SnapshotChunk number
         * @property {Array.<string>|null} [keys] SnapshotChunk keys
         * @property {Array.<Uint8Array>|null} [values] SnapshotChunk values
         * @property {boolean|null} [isLast] SnapshotChunk isLast
         * @property {number|null} [rowsThrough] SnapshotChunk rowsThrough
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotChunk.
         * @memberof raftwork
         * @interface ISnapshotChunk
         * @augments raftwork.SnapshotChunk.$Properties
         * @deprecated Use raftwork.SnapshotChunk.$Properties instead.
         */

        /**
         * Shape of a SnapshotChunk.
         * @typedef {raftwork.SnapshotChunk.$Properties} raftwork.SnapshotChunk.$Shape
         */

        /**
         * Constructs a new SnapshotChunk.
         * @memberof raftwork
         * @classdesc Represents a SnapshotChunk.
         * @constructor
         * @param {raftwork.SnapshotChunk.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnapshotChunk = function (properties) {
            this.keys = [];
            this.values = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotChunk group.
         * @member {number} group
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.group = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotChunk index.
         * @member {number} index
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotChunk number.
         * @member {number} number
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotChunk keys.
         * @member {Array.<string>} keys
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.keys = $util.emptyArray;

        /**
         * SnapshotChunk values.
         * @member {Array.<Uint8Array>} values
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.values = $util.emptyArray;

        /**
         * SnapshotChunk isLast.
         * @member {boolean} isLast
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.isLast = false;

        /**
         * SnapshotChunk rowsThrough.
         * @member {number} rowsThrough
         * @memberof raftwork.SnapshotChunk
         * @instance
         */
        SnapshotChunk.prototype.rowsThrough = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified SnapshotChunk message. Does not implicitly {@link raftwork.SnapshotChunk.verify|verify} messages.
         * @function encode
         * @memberof raftwork.SnapshotChunk
         * @static
         * @param {raftwork.SnapshotChunk.$Properties} message SnapshotChunk message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotChunk.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && (typeof message.group === "object" ? message.group.low || message.group.high : message.group !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.group);
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.number);
            if (message.keys != null && message.keys.length)
                for (let i = 0; i < message.keys.length; ++i)
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.keys[i]);
            if (message.values != null && message.values.length)
                for (let i = 0; i < message.values.length; ++i)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.values[i]);
            if (message.isLast != null && $Object.hasOwnProperty.call(message, "isLast") && message.isLast !== false)
                writer.uint32(/* id 6, wireType 0 =*/48).bool(message.isLast);
            if (message.rowsThrough != null && $Object.hasOwnProperty.call(message, "rowsThrough") && (typeof message.rowsThrough === "object" ? message.rowsThrough.low || message.rowsThrough.high : message.rowsThrough !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.rowsThrough);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotChunk message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.SnapshotChunk
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.SnapshotChunk & raftwork.SnapshotChunk.$Shape} SnapshotChunk
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotChunk.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.SnapshotChunk();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.keys && message.keys.length))
                            message.keys = [];
                        message.keys.push(reader.stringVerify());
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.values && message.values.length))
                            message.values = [];
                        message.values.push(reader.bytes());
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.isLast = value;
                        else
                            delete message.isLast;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.rowsThrough = value;
                        else
                            delete message.rowsThrough;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotChunk;
    })();

    raftwork.GroupSnapshotOffer = (function() {

        /**
         * Properties of a GroupSnapshotOffer.
         * @typedef {Object} raftwork.GroupSnapshotOffer.$Properties
         * @property {number|null} [group] GroupSnapshotOffer group
         * @property {number|null} [from] GroupSnapshotOffer from
         * @property {number|null} [to] GroupSnapshotOffer to
         * @property {number|null} [term] GroupSnapshotOffer term
         * @property {number|null} [index] GroupSnapshotOffer index
         * @property {number|null} [indexTerm] GroupSnapshotOffer indexTerm
         * @property {raftwork.ConfStateRecord.$Properties|null} [confState] GroupSnapshotOffer confState
         * @property {Uint8Array|null} [header] GroupSnapshotOffer header
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a GroupSnapshotOffer.
         * @memberof raftwork
         * @interface IGroupSnapshotOffer
         * @augments raftwork.GroupSnapshotOffer.$Properties
         * @deprecated Use raftwork.GroupSnapshotOffer.$Properties instead.
         */

        /**
         * Shape of a GroupSnapshotOffer.
         * @typedef {raftwork.GroupSnapshotOffer.$Properties} raftwork.GroupSnapshotOffer.$Shape
         */

        /**
         * Constructs a new GroupSnapshotOffer.
         * @memberof raftwork
         * @classdesc Represents a GroupSnapshotOffer.
         * @constructor
         * @param {raftwork.GroupSnapshotOffer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const GroupSnapshotOffer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * GroupSnapshotOffer group.
         * @member {number} group
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.group = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupSnapshotOffer from.
         * @member {number} from
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.from = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupSnapshotOffer to.
         * @member {number} to
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.to = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupSnapshotOffer term.
         * @member {number} term
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupSnapshotOffer index.
         * @member {number} index
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupSnapshotOffer indexTerm.
         * @member {number} indexTerm
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.indexTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * GroupSnapshotOffer confState.
         * @member {raftwork.ConfStateRecord.$Properties|null|undefined} confState
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.confState = null;

        /**
         * GroupSnapshotOffer header.
         * @member {Uint8Array} header
         * @memberof raftwork.GroupSnapshotOffer
         * @instance
         */
        GroupSnapshotOffer.prototype.header = $util.newBuffer([]);

        /**
         * Encodes the specified GroupSnapshotOffer message. Does not implicitly {@link raftwork.GroupSnapshotOffer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.GroupSnapshotOffer
         * @static
         * @param {raftwork.GroupSnapshotOffer.$Properties} message GroupSnapshotOffer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        GroupSnapshotOffer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && (typeof message.group === "object" ? message.group.low || message.group.high : message.group !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.group);
            if (message.from != null && $Object.hasOwnProperty.call(message, "from") && (typeof message.from === "object" ? message.from.low || message.from.high : message.from !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.from);
            if (message.to != null && $Object.hasOwnProperty.call(message, "to") && (typeof message.to === "object" ? message.to.low || message.to.high : message.to !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.to);
            if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.term);
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.index);
            if (message.indexTerm != null && $Object.hasOwnProperty.call(message, "indexTerm") && (typeof message.indexTerm === "object" ? message.indexTerm.low || message.indexTerm.high : message.indexTerm !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.indexTerm);
            if (message.confState != null && $Object.hasOwnProperty.call(message, "confState"))
                $root.raftwork.ConfStateRecord.encode(message.confState, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.header != null && $Object.hasOwnProperty.call(message, "header") && message.header.length)
                writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.header);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a GroupSnapshotOffer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.GroupSnapshotOffer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.GroupSnapshotOffer & raftwork.GroupSnapshotOffer.$Shape} GroupSnapshotOffer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        GroupSnapshotOffer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.GroupSnapshotOffer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.from = value;
                        else
                            delete message.from;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.to = value;
                        else
                            delete message.to;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.term = value;
                        else
                            delete message.term;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.indexTerm = value;
                        else
                            delete message.indexTerm;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.confState = $root.raftwork.ConfStateRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.confState);
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.header = value;
                        else
                            delete message.header;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GroupSnapshotOffer;
    })();

    raftwork.NodeNameRecord = (function() {

        /**
         * Properties of a NodeNameRecord.
         * @typedef {Object} raftwork.NodeNameRecord.$Properties
         * @property {string|null} [clusterId] NodeNameRecord clusterId
         * @property {string|null} [nodeId] NodeNameRecord nodeId
         * @property {number|null} [incarnation] NodeNameRecord incarnation
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a NodeNameRecord.
         * @memberof raftwork
         * @interface INodeNameRecord
         * @augments raftwork.NodeNameRecord.$Properties
         * @deprecated Use raftwork.NodeNameRecord.$Properties instead.
         */

        /**
         * Shape of a NodeNameRecord.
         * @typedef {raftwork.NodeNameRecord.$Properties} raftwork.NodeNameRecord.$Shape
         */

        /**
         * Constructs a new NodeNameRecord.
         * @memberof raftwork
         * @classdesc Represents a NodeNameRecord.
         * @constructor
         * @param {raftwork.NodeNameRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const NodeNameRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * NodeNameRecord clusterId.
         * @member {string} clusterId
         * @memberof raftwork.NodeNameRecord
         * @instance
         */
        NodeNameRecord.prototype.clusterId = "";

        /**
         * NodeNameRecord nodeId.
         * @member {string} nodeId
         * @memberof raftwork.NodeNameRecord
         * @instance
         */
        NodeNameRecord.prototype.nodeId = "";

        /**
         * NodeNameRecord incarnation.
         * @member {number} incarnation
         * @memberof raftwork.NodeNameRecord
         * @instance
         */
        NodeNameRecord.prototype.incarnation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified NodeNameRecord message. Does not implicitly {@link raftwork.NodeNameRecord.verify|verify} messages.
         * @function encode
         * @memberof raftwork.NodeNameRecord
         * @static
         * @param {raftwork.NodeNameRecord.$Properties} message NodeNameRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        NodeNameRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.clusterId);
            if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.nodeId);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && (typeof message.incarnation === "object" ? message.incarnation.low || message.incarnation.high : message.incarnation !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.incarnation);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a NodeNameRecord message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.NodeNameRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.NodeNameRecord & raftwork.NodeNameRecord.$Shape} NodeNameRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        NodeNameRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.NodeNameRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.clusterId = value;
                        else
                            delete message.clusterId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeId = value;
                        else
                            delete message.nodeId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return NodeNameRecord;
    })();

    raftwork.Opening = (function() {

        /**
         * Properties of an Opening.
         * @typedef {Object} raftwork.Opening.$Properties
         * @property {raftwork.NodeNameRecord.$Properties|null} [from] Opening from
         * @property {raftwork.NodeNameRecord.$Properties|null} [to] Opening to
         * @property {string|null} [method] Opening method
         * @property {Uint8Array|null} [payload] Opening payload
         * @property {Uint8Array|null} [life] Opening life
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Opening.
         * @memberof raftwork
         * @interface IOpening
         * @augments raftwork.Opening.$Properties
         * @deprecated Use raftwork.Opening.$Properties instead.
         */

        /**
         * Shape of an Opening.
         * @typedef {raftwork.Opening.$Properties} raftwork.Opening.$Shape
         */

        /**
         * Constructs a new Opening.
         * @memberof raftwork
         * @classdesc Represents an Opening.
         * @constructor
         * @param {raftwork.Opening.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Opening = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Opening from.
         * @member {raftwork.NodeNameRecord.$Properties|null|undefined} from
         * @memberof raftwork.Opening
         * @instance
         */
        Opening.prototype.from = null;

        /**
         * Opening to.
         * @member {raftwork.NodeNameRecord.$Properties|null|undefined} to
         * @memberof raftwork.Opening
         * @instance
         */
        Opening.prototype.to = null;

        /**
         * Opening method.
         * @member {string} method
         * @memberof raftwork.Opening
         * @instance
         */
        Opening.prototype.method = "";

        /**
         * Opening payload.
         * @member {Uint8Array} payload
         * @memberof raftwork.Opening
         * @instance
         */
        Opening.prototype.payload = $util.newBuffer([]);

        /**
         * Opening life.
         * @member {Uint8Array} life
         * @memberof raftwork.Opening
         * @instance
         */
        Opening.prototype.life = $util.newBuffer([]);

        /**
         * Encodes the specified Opening message. Does not implicitly {@link raftwork.Opening.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Opening
         * @static
         * @param {raftwork.Opening.$Properties} message Opening message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Opening.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
                $root.raftwork.NodeNameRecord.encode(message.from, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
                $root.raftwork.NodeNameRecord.encode(message.to, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.method);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.payload);
            if (message.life != null && $Object.hasOwnProperty.call(message, "life") && message.life.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.life);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Opening message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Opening
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Opening & raftwork.Opening.$Shape} Opening
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Opening.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Opening();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.from = $root.raftwork.NodeNameRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.to = $root.raftwork.NodeNameRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.method = value;
                        else
                            delete message.method;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.life = value;
                        else
                            delete message.life;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Opening;
    })();

    raftwork.Answer = (function() {

        /**
         * Properties of an Answer.
         * @typedef {Object} raftwork.Answer.$Properties
         * @property {number|null} [status] Answer status
         * @property {raftwork.NodeNameRecord.$Properties|null} [name] Answer name
         * @property {Uint8Array|null} [payload] Answer payload
         * @property {string|null} [field] Answer field
         * @property {string|null} [expected] Answer expected
         * @property {string|null} [found] Answer found
         * @property {Uint8Array|null} [life] Answer life
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Answer.
         * @memberof raftwork
         * @interface IAnswer
         * @augments raftwork.Answer.$Properties
         * @deprecated Use raftwork.Answer.$Properties instead.
         */

        /**
         * Shape of an Answer.
         * @typedef {raftwork.Answer.$Properties} raftwork.Answer.$Shape
         */

        /**
         * Constructs a new Answer.
         * @memberof raftwork
         * @classdesc Represents an Answer.
         * @constructor
         * @param {raftwork.Answer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Answer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Answer status.
         * @member {number} status
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.status = 0;

        /**
         * Answer name.
         * @member {raftwork.NodeNameRecord.$Properties|null|undefined} name
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.name = null;

        /**
         * Answer payload.
         * @member {Uint8Array} payload
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.payload = $util.newBuffer([]);

        /**
         * Answer field.
         * @member {string} field
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.field = "";

        /**
         * Answer expected.
         * @member {string} expected
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.expected = "";

        /**
         * Answer found.
         * @member {string} found
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.found = "";

        /**
         * Answer life.
         * @member {Uint8Array} life
         * @memberof raftwork.Answer
         * @instance
         */
        Answer.prototype.life = $util.newBuffer([]);

        /**
         * Encodes the specified Answer message. Does not implicitly {@link raftwork.Answer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Answer
         * @static
         * @param {raftwork.Answer.$Properties} message Answer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Answer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.status);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                $root.raftwork.NodeNameRecord.encode(message.name, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.payload);
            if (message.field != null && $Object.hasOwnProperty.call(message, "field") && message.field !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.field);
            if (message.expected != null && $Object.hasOwnProperty.call(message, "expected") && message.expected !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.expected);
            if (message.found != null && $Object.hasOwnProperty.call(message, "found") && message.found !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.found);
            if (message.life != null && $Object.hasOwnProperty.call(message, "life") && message.life.length)
                writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.life);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Answer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Answer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Answer & raftwork.Answer.$Shape} Answer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Answer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Answer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.status = value;
                        else
                            delete message.status;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.name = $root.raftwork.NodeNameRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.name);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.field = value;
                        else
                            delete message.field;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.expected = value;
                        else
                            delete message.expected;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.found = value;
                        else
                            delete message.found;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.life = value;
                        else
                            delete message.life;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Answer;
    })();

    raftwork.Route = (function() {

        /**
         * Properties of a Route.
         * @typedef {Object} raftwork.Route.$Properties
         * @property {raftwork.NodeNameRecord.$Properties|null} [from] Route from
         * @property {raftwork.NodeNameRecord.$Properties|null} [to] Route to
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Route.
         * @memberof raftwork
         * @interface IRoute
         * @augments raftwork.Route.$Properties
         * @deprecated Use raftwork.Route.$Properties instead.
         */

        /**
         * Shape of a Route.
         * @typedef {raftwork.Route.$Properties} raftwork.Route.$Shape
         */

        /**
         * Constructs a new Route.
         * @memberof raftwork
         * @classdesc Represents a Route.
         * @constructor
         * @param {raftwork.Route.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Route = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Route from.
         * @member {raftwork.NodeNameRecord.$Properties|null|undefined} from
         * @memberof raftwork.Route
         * @instance
         */
        Route.prototype.from = null;

        /**
         * Route to.
         * @member {raftwork.NodeNameRecord.$Properties|null|undefined} to
         * @memberof raftwork.Route
         * @instance
         */
        Route.prototype.to = null;

        /**
         * Encodes the specified Route message. Does not implicitly {@link raftwork.Route.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Route
         * @static
         * @param {raftwork.Route.$Properties} message Route message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Route.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
                $root.raftwork.NodeNameRecord.encode(message.from, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
                $root.raftwork.NodeNameRecord.encode(message.to, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Route message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Route
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Route & raftwork.Route.$Shape} Route
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Route.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Route();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.from = $root.raftwork.NodeNameRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.to = $root.raftwork.NodeNameRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Route;
    })();

    raftwork.RaftEntry = (function() {

        /**
         * Properties of a RaftEntry.
         * @typedef {Object} raftwork.RaftEntry.$Properties
         * @property {number|null} [term] RaftEntry term
         * @property {number|null} [index] RaftEntry index
         * @property {number|null} [type] RaftEntry type
         * @property {Uint8Array|null} [data] RaftEntry data
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RaftEntry.
         * @memberof raftwork
         * @interface IRaftEntry
         * @augments raftwork.RaftEntry.$Properties
         * @deprecated Use raftwork.RaftEntry.$Properties instead.
         */

        /**
         * Shape of a RaftEntry.
         * @typedef {raftwork.RaftEntry.$Properties} raftwork.RaftEntry.$Shape
         */

        /**
         * Constructs a new RaftEntry.
         * @memberof raftwork
         * @classdesc Represents a RaftEntry.
         * @constructor
         * @param {raftwork.RaftEntry.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RaftEntry = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RaftEntry term.
         * @member {number} term
         * @memberof raftwork.RaftEntry
         * @instance
         */
        RaftEntry.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftEntry index.
         * @member {number} index
         * @memberof raftwork.RaftEntry
         * @instance
         */
        RaftEntry.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftEntry type.
         * @member {number} type
         * @memberof raftwork.RaftEntry
         * @instance
         */
        RaftEntry.prototype.type = 0;

        /**
         * RaftEntry data.
         * @member {Uint8Array} data
         * @memberof raftwork.RaftEntry
         * @instance
         */
        RaftEntry.prototype.data = $util.newBuffer([]);

        /**
         * Encodes the specified RaftEntry message. Does not implicitly {@link raftwork.RaftEntry.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RaftEntry
         * @static
         * @param {raftwork.RaftEntry.$Properties} message RaftEntry message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RaftEntry.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.term);
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.type);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RaftEntry message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RaftEntry
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RaftEntry & raftwork.RaftEntry.$Shape} RaftEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RaftEntry.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RaftEntry();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.term = value;
                        else
                            delete message.term;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RaftEntry;
    })();

    raftwork.RaftSnapshot = (function() {

        /**
         * Properties of a RaftSnapshot.
         * @typedef {Object} raftwork.RaftSnapshot.$Properties
         * @property {number|null} [index] RaftSnapshot index
         * @property {number|null} [term] RaftSnapshot term
         * @property {raftwork.ConfStateRecord.$Properties|null} [confState] RaftSnapshot confState
         * @property {Uint8Array|null} [data] RaftSnapshot data
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RaftSnapshot.
         * @memberof raftwork
         * @interface IRaftSnapshot
         * @augments raftwork.RaftSnapshot.$Properties
         * @deprecated Use raftwork.RaftSnapshot.$Properties instead.
         */

        /**
         * Shape of a RaftSnapshot.
         * @typedef {raftwork.RaftSnapshot.$Properties} raftwork.RaftSnapshot.$Shape
         */

        /**
         * Constructs a new RaftSnapshot.
         * @memberof raftwork
         * @classdesc Represents a RaftSnapshot.
         * @constructor
         * @param {raftwork.RaftSnapshot.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RaftSnapshot = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RaftSnapshot index.
         * @member {number} index
         * @memberof raftwork.RaftSnapshot
         * @instance
         */
        RaftSnapshot.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftSnapshot term.
         * @member {number} term
         * @memberof raftwork.RaftSnapshot
         * @instance
         */
        RaftSnapshot.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftSnapshot confState.
         * @member {raftwork.ConfStateRecord.$Properties|null|undefined} confState
         * @memberof raftwork.RaftSnapshot
         * @instance
         */
        RaftSnapshot.prototype.confState = null;

        /**
         * RaftSnapshot data.
         * @member {Uint8Array} data
         * @memberof raftwork.RaftSnapshot
         * @instance
         */
        RaftSnapshot.prototype.data = $util.newBuffer([]);

        /**
         * Encodes the specified RaftSnapshot message. Does not implicitly {@link raftwork.RaftSnapshot.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RaftSnapshot
         * @static
         * @param {raftwork.RaftSnapshot.$Properties} message RaftSnapshot message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RaftSnapshot.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.index);
            if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.term);
            if (message.confState != null && $Object.hasOwnProperty.call(message, "confState"))
                $root.raftwork.ConfStateRecord.encode(message.confState, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RaftSnapshot message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RaftSnapshot
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RaftSnapshot & raftwork.RaftSnapshot.$Shape} RaftSnapshot
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RaftSnapshot.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RaftSnapshot();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.term = value;
                        else
                            delete message.term;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.confState = $root.raftwork.ConfStateRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.confState);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RaftSnapshot;
    })();

    raftwork.RaftMessage = (function() {

        /**
         * Properties of a RaftMessage.
         * @typedef {Object} raftwork.RaftMessage.$Properties
         * @property {number|null} [group] RaftMessage group
         * @property {number|null} [type] RaftMessage type
         * @property {number|null} [to] RaftMessage to
         * @property {number|null} [from] RaftMessage from
         * @property {number|null} [term] RaftMessage term
         * @property {number|null} [logTerm] RaftMessage logTerm
         * @property {number|null} [index] RaftMessage index
         * @property {Array.<raftwork.RaftEntry.$Properties>|null} [entries] RaftMessage entries
         * @property {number|null} [commit] RaftMessage commit
         * @property {raftwork.RaftSnapshot.$Properties|null} [snapshot] RaftMessage snapshot
         * @property {boolean|null} [reject] RaftMessage reject
         * @property {number|null} [rejectHint] RaftMessage rejectHint
         * @property {Uint8Array|null} [context] RaftMessage context
         * @property {boolean|null} [hostSilent] RaftMessage hostSilent
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a RaftMessage.
         * @memberof raftwork
         * @interface IRaftMessage
         * @augments raftwork.RaftMessage.$Properties
         * @deprecated Use raftwork.RaftMessage.$Properties instead.
         */

        /**
         * Shape of a RaftMessage.
         * @typedef {raftwork.RaftMessage.$Properties} raftwork.RaftMessage.$Shape
         */

        /**
         * Constructs a new RaftMessage.
         * @memberof raftwork
         * @classdesc Represents a RaftMessage.
         * @constructor
         * @param {raftwork.RaftMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const RaftMessage = function (properties) {
            this.entries = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * RaftMessage group.
         * @member {number} group
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.group = 0;

        /**
         * RaftMessage type.
         * @member {number} type
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.type = 0;

        /**
         * RaftMessage to.
         * @member {number} to
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.to = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage from.
         * @member {number} from
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.from = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage term.
         * @member {number} term
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.term = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage logTerm.
         * @member {number} logTerm
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.logTerm = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage index.
         * @member {number} index
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage entries.
         * @member {Array.<raftwork.RaftEntry.$Properties>} entries
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.entries = $util.emptyArray;

        /**
         * RaftMessage commit.
         * @member {number} commit
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.commit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage snapshot.
         * @member {raftwork.RaftSnapshot.$Properties|null|undefined} snapshot
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.snapshot = null;

        /**
         * RaftMessage reject.
         * @member {boolean} reject
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.reject = false;

        /**
         * RaftMessage rejectHint.
         * @member {number} rejectHint
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.rejectHint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * RaftMessage context.
         * @member {Uint8Array} context
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.context = $util.newBuffer([]);

        /**
         * RaftMessage hostSilent.
         * @member {boolean} hostSilent
         * @memberof raftwork.RaftMessage
         * @instance
         */
        RaftMessage.prototype.hostSilent = false;

        /**
         * Encodes the specified RaftMessage message. Does not implicitly {@link raftwork.RaftMessage.verify|verify} messages.
         * @function encode
         * @memberof raftwork.RaftMessage
         * @static
         * @param {raftwork.RaftMessage.$Properties} message RaftMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        RaftMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.group);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.type);
            if (message.to != null && $Object.hasOwnProperty.call(message, "to") && (typeof message.to === "object" ? message.to.low || message.to.high : message.to !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.to);
            if (message.from != null && $Object.hasOwnProperty.call(message, "from") && (typeof message.from === "object" ? message.from.low || message.from.high : message.from !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.from);
            if (message.term != null && $Object.hasOwnProperty.call(message, "term") && (typeof message.term === "object" ? message.term.low || message.term.high : message.term !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.term);
            if (message.logTerm != null && $Object.hasOwnProperty.call(message, "logTerm") && (typeof message.logTerm === "object" ? message.logTerm.low || message.logTerm.high : message.logTerm !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.logTerm);
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.index);
            if (message.entries != null && message.entries.length)
                for (let i = 0; i < message.entries.length; ++i)
                    $root.raftwork.RaftEntry.encode(message.entries[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.commit != null && $Object.hasOwnProperty.call(message, "commit") && (typeof message.commit === "object" ? message.commit.low || message.commit.high : message.commit !== 0))
                writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.commit);
            if (message.snapshot != null && $Object.hasOwnProperty.call(message, "snapshot"))
                $root.raftwork.RaftSnapshot.encode(message.snapshot, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.reject != null && $Object.hasOwnProperty.call(message, "reject") && message.reject !== false)
                writer.uint32(/* id 11, wireType 0 =*/88).bool(message.reject);
            if (message.rejectHint != null && $Object.hasOwnProperty.call(message, "rejectHint") && (typeof message.rejectHint === "object" ? message.rejectHint.low || message.rejectHint.high : message.rejectHint !== 0))
                writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.rejectHint);
            if (message.context != null && $Object.hasOwnProperty.call(message, "context") && message.context.length)
                writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.context);
            if (message.hostSilent != null && $Object.hasOwnProperty.call(message, "hostSilent") && message.hostSilent !== false)
                writer.uint32(/* id 14, wireType 0 =*/112).bool(message.hostSilent);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a RaftMessage message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.RaftMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.RaftMessage & raftwork.RaftMessage.$Shape} RaftMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        RaftMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.RaftMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.to = value;
                        else
                            delete message.to;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.from = value;
                        else
                            delete message.from;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.term = value;
                        else
                            delete message.term;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.logTerm = value;
                        else
                            delete message.logTerm;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if (!(message.entries && message.entries.length))
                            message.entries = [];
                        message.entries.push($root.raftwork.RaftEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.commit = value;
                        else
                            delete message.commit;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.snapshot = $root.raftwork.RaftSnapshot.decode(reader, reader.size(), $undefined, _depth + 1, message.snapshot);
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.reject = value;
                        else
                            delete message.reject;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.rejectHint = value;
                        else
                            delete message.rejectHint;
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.context = value;
                        else
                            delete message.context;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.hostSilent = value;
                        else
                            delete message.hostSilent;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RaftMessage;
    })();

    raftwork.Frame = (function() {

        /**
         * Properties of a Frame.
         * @typedef {Object} raftwork.Frame.$Properties
         * @property {raftwork.Route.$Properties|null} [route] Frame route
         * @property {number|null} [checksum] Frame checksum
         * @property {Array.<raftwork.RaftMessage.$Properties>|null} [messages] Frame messages
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Frame.
         * @memberof raftwork
         * @interface IFrame
         * @augments raftwork.Frame.$Properties
         * @deprecated Use raftwork.Frame.$Properties instead.
         */

        /**
         * Shape of a Frame.
         * @typedef {raftwork.Frame.$Properties} raftwork.Frame.$Shape
         */

        /**
         * Constructs a new Frame.
         * @memberof raftwork
         * @classdesc Represents a Frame.
         * @constructor
         * @param {raftwork.Frame.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Frame = function (properties) {
            this.messages = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Frame route.
         * @member {raftwork.Route.$Properties|null|undefined} route
         * @memberof raftwork.Frame
         * @instance
         */
        Frame.prototype.route = null;

        /**
         * Frame checksum.
         * @member {number} checksum
         * @memberof raftwork.Frame
         * @instance
         */
        Frame.prototype.checksum = 0;

        /**
         * Frame messages.
         * @member {Array.<raftwork.RaftMessage.$Properties>} messages
         * @memberof raftwork.Frame
         * @instance
         */
        Frame.prototype.messages = $util.emptyArray;

        /**
         * Encodes the specified Frame message. Does not implicitly {@link raftwork.Frame.verify|verify} messages.
         * @function encode
         * @memberof raftwork.Frame
         * @static
         * @param {raftwork.Frame.$Properties} message Frame message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Frame.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.route != null && $Object.hasOwnProperty.call(message, "route"))
                $root.raftwork.Route.encode(message.route, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.checksum);
            if (message.messages != null && message.messages.length)
                for (let i = 0; i < message.messages.length; ++i)
                    $root.raftwork.RaftMessage.encode(message.messages[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Frame message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.Frame
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.Frame & raftwork.Frame.$Shape} Frame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Frame.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.Frame();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.route = $root.raftwork.Route.decode(reader, reader.size(), $undefined, _depth + 1, message.route);
                        continue;
                    }
                case 2: {
                        if (wireType !== 5)
                            break;
                        if (value = reader.fixed32())
                            message.checksum = value;
                        else
                            delete message.checksum;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.messages && message.messages.length))
                            message.messages = [];
                        message.messages.push($root.raftwork.RaftMessage.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Frame;
    })();

    raftwork.SnapshotOffer = (function() {

        /**
         * Properties of a SnapshotOffer.
         * @typedef {Object} raftwork.SnapshotOffer.$Properties
         * @property {Uint8Array|null} [transferId] SnapshotOffer transferId
         * @property {Uint8Array|null} [header] SnapshotOffer header
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotOffer.
         * @memberof raftwork
         * @interface ISnapshotOffer
         * @augments raftwork.SnapshotOffer.$Properties
         * @deprecated Use raftwork.SnapshotOffer.$Properties instead.
         */

        /**
         * Shape of a SnapshotOffer.
         * @typedef {raftwork.SnapshotOffer.$Properties} raftwork.SnapshotOffer.$Shape
         */

        /**
         * Constructs a new SnapshotOffer.
         * @memberof raftwork
         * @classdesc Represents a SnapshotOffer.
         * @constructor
         * @param {raftwork.SnapshotOffer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnapshotOffer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotOffer transferId.
         * @member {Uint8Array} transferId
         * @memberof raftwork.SnapshotOffer
         * @instance
         */
        SnapshotOffer.prototype.transferId = $util.newBuffer([]);

        /**
         * SnapshotOffer header.
         * @member {Uint8Array} header
         * @memberof raftwork.SnapshotOffer
         * @instance
         */
        SnapshotOffer.prototype.header = $util.newBuffer([]);

        /**
         * Encodes the specified SnapshotOffer message. Does not implicitly {@link raftwork.SnapshotOffer.verify|verify} messages.
         * @function encode
         * @memberof raftwork.SnapshotOffer
         * @static
         * @param {raftwork.SnapshotOffer.$Properties} message SnapshotOffer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotOffer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.transferId != null && $Object.hasOwnProperty.call(message, "transferId") && message.transferId.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.transferId);
            if (message.header != null && $Object.hasOwnProperty.call(message, "header") && message.header.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.header);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotOffer message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.SnapshotOffer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.SnapshotOffer & raftwork.SnapshotOffer.$Shape} SnapshotOffer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotOffer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.SnapshotOffer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.transferId = value;
                        else
                            delete message.transferId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.header = value;
                        else
                            delete message.header;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotOffer;
    })();

    raftwork.SnapshotWant = (function() {

        /**
         * Properties of a SnapshotWant.
         * @typedef {Object} raftwork.SnapshotWant.$Properties
         * @property {Uint8Array|null} [transferId] SnapshotWant transferId
         * @property {number|null} [have] SnapshotWant have
         * @property {number|null} [windowBytes] SnapshotWant windowBytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotWant.
         * @memberof raftwork
         * @interface ISnapshotWant
         * @augments raftwork.SnapshotWant.$Properties
         * @deprecated Use raftwork.SnapshotWant.$Properties instead.
         */

        /**
         * Shape of a SnapshotWant.
         * @typedef {raftwork.SnapshotWant.$Properties} raftwork.SnapshotWant.$Shape
         */

        /**
         * Constructs a new SnapshotWant.
         * @memberof raftwork
         * @classdesc Represents a SnapshotWant.
         * @constructor
         * @param {raftwork.SnapshotWant.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnapshotWant = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotWant transferId.
         * @member {Uint8Array} transferId
         * @memberof raftwork.SnapshotWant
         * @instance
         */
        SnapshotWant.prototype.transferId = $util.newBuffer([]);

        /**
         * SnapshotWant have.
         * @member {number} have
         * @memberof raftwork.SnapshotWant
         * @instance
         */
        SnapshotWant.prototype.have = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotWant windowBytes.
         * @member {number} windowBytes
         * @memberof raftwork.SnapshotWant
         * @instance
         */
        SnapshotWant.prototype.windowBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified SnapshotWant message. Does not implicitly {@link raftwork.SnapshotWant.verify|verify} messages.
         * @function encode
         * @memberof raftwork.SnapshotWant
         * @static
         * @param {raftwork.SnapshotWant.$Properties} message SnapshotWant message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotWant.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.transferId != null && $Object.hasOwnProperty.call(message, "transferId") && message.transferId.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.transferId);
            if (message.have != null && $Object.hasOwnProperty.call(message, "have") && (typeof message.have === "object" ? message.have.low || message.have.high : message.have !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.have);
            if (message.windowBytes != null && $Object.hasOwnProperty.call(message, "windowBytes") && (typeof message.windowBytes === "object" ? message.windowBytes.low || message.windowBytes.high : message.windowBytes !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.windowBytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotWant message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.SnapshotWant
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.SnapshotWant & raftwork.SnapshotWant.$Shape} SnapshotWant
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotWant.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.SnapshotWant();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.transferId = value;
                        else
                            delete message.transferId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.have = value;
                        else
                            delete message.have;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.windowBytes = value;
                        else
                            delete message.windowBytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotWant;
    })();

    raftwork.SnapshotProgress = (function() {

        /**
         * Properties of a SnapshotProgress.
         * @typedef {Object} raftwork.SnapshotProgress.$Properties
         * @property {number|null} [have] SnapshotProgress have
         * @property {number|null} [state] SnapshotProgress state
         * @property {string|null} [reason] SnapshotProgress reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotProgress.
         * @memberof raftwork
         * @interface ISnapshotProgress
         * @augments raftwork.SnapshotProgress.$Properties
         * @deprecated Use raftwork.SnapshotProgress.$Properties instead.
         */

        /**
         * Shape of a SnapshotProgress.
         * @typedef {raftwork.SnapshotProgress.$Properties} raftwork.SnapshotProgress.$Shape
         */

        /**
         * Constructs a new SnapshotProgress.
         * @memberof raftwork
         * @classdesc Represents a SnapshotProgress.
         * @constructor
         * @param {raftwork.SnapshotProgress.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnapshotProgress = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotProgress have.
         * @member {number} have
         * @memberof raftwork.SnapshotProgress
         * @instance
         */
        SnapshotProgress.prototype.have = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotProgress state.
         * @member {number} state
         * @memberof raftwork.SnapshotProgress
         * @instance
         */
        SnapshotProgress.prototype.state = 0;

        /**
         * SnapshotProgress reason.
         * @member {string} reason
         * @memberof raftwork.SnapshotProgress
         * @instance
         */
        SnapshotProgress.prototype.reason = "";

        /**
         * Encodes the specified SnapshotProgress message. Does not implicitly {@link raftwork.SnapshotProgress.verify|verify} messages.
         * @function encode
         * @memberof raftwork.SnapshotProgress
         * @static
         * @param {raftwork.SnapshotProgress.$Properties} message SnapshotProgress message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotProgress.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.have != null && $Object.hasOwnProperty.call(message, "have") && (typeof message.have === "object" ? message.have.low || message.have.high : message.have !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.have);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.state);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotProgress message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.SnapshotProgress
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.SnapshotProgress & raftwork.SnapshotProgress.$Shape} SnapshotProgress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotProgress.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.SnapshotProgress();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.have = value;
                        else
                            delete message.have;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotProgress;
    })();

    raftwork.SnapshotPart = (function() {

        /**
         * Properties of a SnapshotPart.
         * @typedef {Object} raftwork.SnapshotPart.$Properties
         * @property {number|null} [number] SnapshotPart number
         * @property {number|null} [checksum] SnapshotPart checksum
         * @property {Uint8Array|null} [data] SnapshotPart data
         * @property {number|null} [state] SnapshotPart state
         * @property {Uint8Array|null} [digest] SnapshotPart digest
         * @property {string|null} [reason] SnapshotPart reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotPart.
         * @memberof raftwork
         * @interface ISnapshotPart
         * @augments raftwork.SnapshotPart.$Properties
         * @deprecated Use raftwork.SnapshotPart.$Properties instead.
         */

        /**
         * Shape of a SnapshotPart.
         * @typedef {raftwork.SnapshotPart.$Properties} raftwork.SnapshotPart.$Shape
         */

        /**
         * Constructs a new SnapshotPart.
         * @memberof raftwork
         * @classdesc Represents a SnapshotPart.
         * @constructor
         * @param {raftwork.SnapshotPart.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnapshotPart = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotPart number.
         * @member {number} number
         * @memberof raftwork.SnapshotPart
         * @instance
         */
        SnapshotPart.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * SnapshotPart checksum.
         * @member {number} checksum
         * @memberof raftwork.SnapshotPart
         * @instance
         */
        SnapshotPart.prototype.checksum = 0;

        /**
         * SnapshotPart data.
         * @member {Uint8Array} data
         * @memberof raftwork.SnapshotPart
         * @instance
         */
        SnapshotPart.prototype.data = $util.newBuffer([]);

        /**
         * SnapshotPart state.
         * @member {number} state
         * @memberof raftwork.SnapshotPart
         * @instance
         */
        SnapshotPart.prototype.state = 0;

        /**
         * SnapshotPart digest.
         * @member {Uint8Array} digest
         * @memberof raftwork.SnapshotPart
         * @instance
         */
        SnapshotPart.prototype.digest = $util.newBuffer([]);

        /**
         * SnapshotPart reason.
         * @member {string} reason
         * @memberof raftwork.SnapshotPart
         * @instance
         */
        SnapshotPart.prototype.reason = "";

        /**
         * Encodes the specified SnapshotPart message. Does not implicitly {@link raftwork.SnapshotPart.verify|verify} messages.
         * @function encode
         * @memberof raftwork.SnapshotPart
         * @static
         * @param {raftwork.SnapshotPart.$Properties} message SnapshotPart message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotPart.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.number);
            if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.checksum);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.data);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.state);
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.digest);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotPart message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.SnapshotPart
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.SnapshotPart & raftwork.SnapshotPart.$Shape} SnapshotPart
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotPart.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.SnapshotPart();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 2: {
                        if (wireType !== 5)
                            break;
                        if (value = reader.fixed32())
                            message.checksum = value;
                        else
                            delete message.checksum;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.digest = value;
                        else
                            delete message.digest;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotPart;
    })();

    return raftwork;
})();

export {
  $root as default
};
